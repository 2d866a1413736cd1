"""The keys of a presentation, as a class would meet them."""

import functools

from app.state import replay
from app.state.lesson import Lesson, lesson_of
from app.state.presentation import Move, Presentation, SlideKind, moved, shown_text, slides_of
from tests.helpers.events import DEMO_PROBLEM, demo_events


def a_lesson(nodes: int = 25) -> Lesson:
    return lesson_of(DEMO_PROBLEM, replay(demo_events(nodes=nodes)))


def after(show: Presentation, *moves: Move) -> Presentation:
    return functools.reduce(moved, moves, show)


def test_a_lesson_shows_problem_steps_answer_and_wrong_turn_in_order() -> None:
    kinds = [slide.kind for slide in slides_of(a_lesson())]
    assert [SlideKind.PROBLEM, *[SlideKind.STEP] * 4, SlideKind.ANSWER, SlideKind.WRONG] == kinds


def test_next_alone_shows_everything_and_back_alone_returns() -> None:
    start = Presentation((a_lesson(), a_lesson(2)))
    shows = [start]
    while (show := moved(shows[-1], Move.NEXT)) != shows[-1]:
        shows.append(show)
    assert sum(slide.stages for lesson in start.lessons for slide in slides_of(lesson)) == len(shows)
    for expected in reversed(shows[:-1]):
        show = moved(show, Move.BACK)
        assert expected == show
    assert start == moved(show, Move.BACK)


def test_the_hint_comes_before_the_first_step_and_a_goal_before_its_mathematics() -> None:
    start = Presentation((a_lesson(),))
    assert "Hint" not in shown_text(start)
    hint = moved(start, Move.NEXT)
    assert shown_text(hint).startswith(shown_text(start))
    assert "Hint\nCount the pencils in rows." in shown_text(hint)
    goal = moved(hint, Move.NEXT)
    assert "Step 1 of 4\nCount the pencils in rows." == shown_text(goal)
    assert shown_text(moved(goal, Move.NEXT)).startswith(shown_text(goal) + "\nrows equals 3")


def test_home_end_and_the_other_problems() -> None:
    start = Presentation((a_lesson(), a_lesson(2)))
    last = moved(start, Move.LAST)
    assert (6, 2) == (last.slide, last.stage)
    assert start == moved(last, Move.FIRST)
    second = moved(last, Move.NEXT_PROBLEM)
    assert (1, 0, 1) == (second.problem, second.slide, second.stage)
    assert second == moved(second, Move.NEXT_PROBLEM)
    assert start == moved(second, Move.PREVIOUS_PROBLEM)


def test_reason_and_code_unfold_and_fold_again_with_the_next_screen() -> None:
    step = after(Presentation((a_lesson(),)), Move.NEXT, Move.NEXT)
    unfolded = after(step, Move.REASON, Move.CODE)
    assert "6 finished lines of thought" in shown_text(unfolded)
    assert "in_rows = rows * 4" in shown_text(unfolded)
    assert step == after(unfolded, Move.REASON, Move.CODE)
    onward = after(unfolded, Move.NEXT)
    assert (True, True) == (onward.reason, onward.code)
    assert (False, False) == (moved(onward, Move.NEXT).reason, moved(onward, Move.NEXT).code)


def test_what_a_screen_does_not_have_does_not_unfold() -> None:
    start = Presentation((a_lesson(2),))
    assert start == after(start, Move.REASON, Move.CODE, Move.WRONG)


def test_the_wrong_turn_goes_there_and_back() -> None:
    step = after(Presentation((a_lesson(),)), Move.NEXT, Move.NEXT, Move.NEXT)
    wrong = moved(step, Move.WRONG)
    assert SlideKind.WRONG is wrong.now.kind
    assert "It ends with" not in shown_text(wrong)
    assert "It ends with 24; the answer shown is 10." in shown_text(moved(wrong, Move.NEXT))
    for back in ([Move.WRONG], [Move.NEXT, Move.NEXT], [Move.BACK]):
        assert step == after(wrong, *back)
    at_the_end = moved(step, Move.LAST)
    assert SlideKind.ANSWER is moved(at_the_end, Move.WRONG).now.kind


def test_any_key_brings_a_black_screen_back_before_it_does_anything() -> None:
    start = Presentation((a_lesson(),))
    black = moved(start, Move.BLACK)
    assert "The screen is black." == shown_text(black)
    for move in Move:
        assert start == moved(black, move)


def test_formulas_are_read_in_words() -> None:
    step = after(Presentation((a_lesson(),)), *[Move.NEXT] * 5)
    assert "total equals in rows plus 5 equals 12 plus 5 equals 17" in shown_text(step)
