"""Where a presentation stands, and how the keys move it. No Qt; nothing here asks a model or a worker anything."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.language import tr
from app.maths.spoken import spoken, spoken_text
from app.state.lesson import Lesson, LessonAnswer, LessonStep, WrongTurn


class SlideKind(StrEnum):
    """PROBLEM has the hint below it; STEP is one step; WRONG is the wrong turn beside the right one."""

    PROBLEM = "problem"
    STEP = "step"
    ANSWER = "answer"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen. ``stages`` is what is revealed on it one after the other; ``step`` counts from 0."""

    kind: SlideKind
    stages: int = 1
    step: int = 0


class Move(StrEnum):
    """What a key does. REASON, CODE, WRONG and BLACK switch on and off."""

    NEXT = "next"
    BACK = "back"
    FIRST = "first"
    LAST = "last"
    NEXT_PROBLEM = "next_problem"
    PREVIOUS_PROBLEM = "previous_problem"
    REASON = "reason"
    CODE = "code"
    WRONG = "wrong"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Presentation:
    """What is on the screen.

    Attributes:
        problem, slide: places, from 0. stage: how much of the slide is shown, from 1.
        reason, code: whether the longer reason and the code are unfolded; both fold when the slide changes.
        came_from: slide and stage to go back to from the wrong turn, None where it was reached in order.
    """

    lessons: tuple[Lesson, ...]
    problem: int = 0
    slide: int = 0
    stage: int = 1
    reason: bool = False
    code: bool = False
    black: bool = False
    came_from: tuple[int, int] | None = None

    @property
    def lesson(self) -> Lesson:
        """The problem that is shown."""
        return self.lessons[self.problem]

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The screens of the problem that is shown."""
        return slides_of(self.lesson)

    @property
    def now(self) -> Slide:
        """The screen that is shown."""
        return self.slides[self.slide]

    @property
    def step(self) -> LessonStep | None:
        """The step that is shown, None on a screen without one."""
        return self.lesson.steps[self.now.step] if self.now.kind is SlideKind.STEP else None


def slides_of(lesson: Lesson) -> tuple[Slide, ...]:
    """The screens of a lesson in order."""
    slides = [Slide(SlideKind.PROBLEM, 2)]
    for place, step in enumerate(lesson.steps):
        slides.append(Slide(SlideKind.STEP, 2 if step.formulas or step.found or step.printed else 1, place))
    if lesson.answer is not None:
        slides.append(Slide(SlideKind.ANSWER))
    if lesson.wrong is not None:
        slides.append(Slide(SlideKind.WRONG, 2))
    return tuple(slides)


def moved(show: Presentation, move: Move) -> Presentation:
    """The presentation after a key; what cannot be done leaves it as it is. A black screen comes back first."""
    if move is Move.BLACK or show.black:
        return replace(show, black=not show.black)
    return _MOVES[move](show)


def shown_text(show: Presentation) -> str:
    """All that is on the screen, as words for screen readers."""
    if show.black:
        return tr("The screen is black.")
    lesson, slide = show.lesson, show.now
    parts: list[str] = []
    match slide.kind:
        case SlideKind.PROBLEM:
            parts = [spoken_text(lesson.problem)]
            if show.stage > 1:
                parts += [tr("Hint"), spoken_text(lesson.hint)] if lesson.steps else [lesson.note]
        case SlideKind.STEP:
            parts = _step_words(lesson.steps[slide.step], len(lesson.steps), show)
        case SlideKind.ANSWER:
            assert lesson.answer is not None
            parts = _answer_words(lesson.answer)
        case SlideKind.WRONG:
            assert lesson.wrong is not None
            parts = _turn_words(lesson.wrong, show.stage)
    return "\n".join(filter(None, parts))


def step_title(step: LessonStep, count: int) -> str:
    """Which step of how many."""
    return tr("Step {number} of {count}").format(number=step.number, count=count)


def _step_words(step: LessonStep, count: int, show: Presentation) -> list[str]:
    words = [step_title(step, count), spoken_text(step.reason)]
    if show.stage > 1:
        words += _mathematics(step)
    if show.reason:
        words += map(spoken_text, step.more)
    if show.code and step.code:
        words += [tr("Code"), step.code]
    return words


def _answer_words(answer: LessonAnswer) -> list[str]:
    given = [tr("Given answer: {answer}").format(answer=answer.given)] if answer.given is not None else []
    return [tr("Answer"), spoken_text(answer.text), answer.sentence, *given]


def _turn_words(wrong: WrongTurn, stage: int) -> list[str]:
    words = [wrong.title]
    for title, step in ((wrong.good_title, wrong.good), (wrong.bad_title, wrong.bad)):
        words += [title, spoken_text(step.reason), *_mathematics(step)]
    return words + (list(wrong.why) if stage > 1 else [])


def _mathematics(step: LessonStep) -> list[str]:
    printed = [tr("prints {text}").format(text=step.printed)] if step.printed else []
    return [*map(spoken, step.formulas), *step.found, *printed]


def _at(show: Presentation, slide: int, stage: int) -> Presentation:
    if slide == show.slide:
        return replace(show, stage=stage)
    return replace(show, slide=slide, stage=stage, reason=False, code=False, came_from=None)


def _problem_at(show: Presentation, problem: int) -> Presentation:
    if not 0 <= problem < len(show.lessons):
        return show
    return Presentation(show.lessons, problem)


def _next(show: Presentation) -> Presentation:
    if show.stage < show.now.stages:
        return replace(show, stage=show.stage + 1)
    if show.came_from is not None:
        return _at(show, *show.came_from)
    if show.slide + 1 < len(show.slides):
        return _at(show, show.slide + 1, 1)
    return _problem_at(show, show.problem + 1)


def _back(show: Presentation) -> Presentation:
    if show.stage > 1:
        return replace(show, stage=show.stage - 1)
    if show.came_from is not None:
        return _at(show, *show.came_from)
    if show.slide:
        return _at(show, show.slide - 1, show.slides[show.slide - 1].stages)
    before = _problem_at(show, show.problem - 1)
    return _last(before) if before is not show else show


def _last(show: Presentation) -> Presentation:
    return _at(show, len(show.slides) - 1, show.slides[-1].stages)


def _reason(show: Presentation) -> Presentation:
    return replace(show, reason=not show.reason) if show.step is not None and show.step.more else show


def _code(show: Presentation) -> Presentation:
    return replace(show, code=not show.code) if show.step is not None and show.step.code else show


def _wrong(show: Presentation) -> Presentation:
    if show.lesson.wrong is None:
        return show
    if show.now.kind is SlideKind.WRONG:
        return _at(show, *(show.came_from or (show.slide - 1, show.slides[show.slide - 1].stages)))
    jumped = _at(show, len(show.slides) - 1, 1)
    return replace(jumped, came_from=(show.slide, show.stage))


_MOVES: dict[Move, Callable[[Presentation], Presentation]] = {
    Move.NEXT: _next,
    Move.BACK: _back,
    Move.FIRST: lambda show: _at(show, 0, 1),
    Move.LAST: _last,
    Move.NEXT_PROBLEM: lambda show: _problem_at(show, show.problem + 1),
    Move.PREVIOUS_PROBLEM: lambda show: _problem_at(show, show.problem - 1),
    Move.REASON: _reason,
    Move.CODE: _code,
    Move.WRONG: _wrong,
}
