"""Hand-outs for a class: problems with space to work or with worked steps, and the answers on a page of their own.

One HTML file that loads nothing, for a browser or for ``write_pdf``. Model text is untrusted: everything is escaped,
formulas are images of shapes, and the page forbids scripts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from app.export.formulas import maths_html
from app.export.pdf import write_pdf
from app.export.session import refuse_existing, write_text
from app.language import tr
from app.state.lesson import Lesson
from engine.errors import BadSettingsError

SUFFIXES = (".pdf", ".html")
_TEXT_PX = 15
_LINES_TO_WORK = 11

# Qt's rich text, which draws the PDF, knows neither flexible boxes nor heights; spaces are lines, frames are tables.
_TEMPLATE = """\
{%- macro mathematics(step) %}
{%- for line in step.formulas %}
<p class="formula-line">{{ line | tex }}</p>
{%- endfor %}
{%- for value in step.found %}
<p class="values">{{ value }}</p>
{%- endfor %}
{%- if step.printed %}
<p class="values">{{ tr("prints {text}").format(text=step.printed) }}</p>
{%- endif %}
{%- if step.code and not step.formulas %}
<pre>{{ step.code }}</pre>
{%- endif %}
{%- endmacro -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { color: #000000; background: #ffffff; font-family: Georgia, "DejaVu Serif", serif; font-size: 11pt; }
h1 { font-size: 16pt; margin-bottom: 4px; }
h2 { font-size: 12pt; margin-top: 18px; margin-bottom: 4px; }
.soft { color: #444444; font-size: 9.5pt; }
.problem { margin-top: 0; margin-bottom: 8px; white-space: pre-wrap; }
.formula-line { margin-top: 3px; margin-bottom: 3px; margin-left: 18px; }
.values { margin-left: 18px; margin-top: 2px; margin-bottom: 2px; font-family: "DejaVu Sans Mono", monospace; }
pre { margin-left: 18px; font-family: "DejaVu Sans Mono", monospace; font-size: 9pt; white-space: pre-wrap; }
td { padding: 4px; }
li { margin-bottom: 8px; }
@media screen { body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.45; } }
@media print { .problem-box { break-inside: avoid; } }
.problem-box, td { overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
{%- if worked %}
<p class="soft">{{ made }}</p>
{%- else %}
<p class="soft">{{ name_line }}</p>
{%- endif %}
{%- for lesson in lessons %}
<div class="problem-box">
{%- if lessons | length > 1 %}
<h2>{{ tr("Problem {number}").format(number=loop.index) }}</h2>
{%- endif %}
<p class="problem">{{ lesson.problem | maths }}</p>
{%- if not worked %}
<table class="space" width="100%" border="1" cellspacing="0" cellpadding="4" style="border-color: #bbbbbb">
<tr><td>{% for _ in range(lines) %}<br>{% endfor %}</td></tr></table>
{%- elif lesson.steps %}
<ol>
{%- for step in lesson.steps %}
<li><b>{{ step.reason | maths }}</b>
{{- mathematics(step) }}
{%- for paragraph in step.written %}
<p class="problem">{{ paragraph | maths }}</p>
{%- endfor %}
</li>
{%- endfor %}
</ol>
{%- if lesson.wrong %}
<p><b>{{ lesson.wrong.title }}</b></p>
<table width="100%" border="1" cellspacing="0" cellpadding="4" style="border-color: #888888">
<tr><td width="50%" valign="top"><b>{{ lesson.wrong.good_title }}:</b> {{ lesson.wrong.good.reason | maths }}
{{- mathematics(lesson.wrong.good) }}</td>
<td width="50%" valign="top"><b>{{ lesson.wrong.bad_title }}:</b> {{ lesson.wrong.bad.reason | maths }}
{{- mathematics(lesson.wrong.bad) }}</td></tr></table>
<p>{% for sentence in lesson.wrong.why %}{{ sentence | maths }} {% endfor %}</p>
{%- endif %}
{%- else %}
<p>{{ lesson.note }}</p>
{%- endif %}
</div>
{%- endfor %}
{%- if answers %}
<h2 style="page-break-before: always; break-before: page">{{ tr("Answers") }}</h2>
<table width="100%" border="1" cellspacing="0" cellpadding="4" style="border-color: #888888">
<tr><th align="left">{{ tr("Problem") }}</th><th align="left">{{ tr("Answer") }}</th>
<th align="left">{{ tr("How far it is verified") }}</th></tr>
{%- for lesson in lessons %}
<tr><td>{{ loop.index }}</td>
{%- if lesson.answer %}
<td><b>{{ lesson.answer.text | maths }}</b></td>
<td>{{ lesson.answer.sentence }}
{%- if lesson.answer.given is not none %} {{ tr("Given answer: {answer}").format(answer=lesson.answer.given) }}
{%- endif %}</td>
{%- else %}
<td>–</td><td>{{ lesson.note }}</td>
{%- endif %}</tr>
{%- endfor %}
</table>
<p class="soft">{{ made }}</p>
{%- endif %}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Handout:
    """What is on the sheets.

    Attributes:
        worked: steps and wrong turns instead of space to work.
        answers: a last page with all answers and how far each is verified.
    """

    title: str
    lessons: tuple[Lesson, ...]
    worked: bool = False
    answers: bool = False


def as_handout(handout: Handout, today: date) -> str:
    """The sheets as HTML. Slow where formulas are new: 5 to 120 ms for each."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters.update(maths=_maths, tex=_tex)
    return environment.from_string(_TEMPLATE).render(
        title=handout.title.strip() or tr("Problems"),
        lessons=handout.lessons,
        worked=handout.worked,
        answers=handout.answers,
        lines=_LINES_TO_WORK,
        name_line=tr("Name: {line}  Date: {line}").format(line="_" * 26),
        made=tr(
            "Prepared with Stepwise on {day}. Steps and answers were written by a language model; "
            "the marks say how far they are verified."
        ).format(day=today.isoformat()),
        tr=tr,
    )


def write_handout(handout: Handout, path: Path, *, replace: bool = False) -> None:
    """Write the sheets as PDF or HTML, as the end of the file's name says. Takes a second or two; any thread may call.

    Raises:
        BadSettingsError: the name ends otherwise.
        ExportExistsError: the file exists, and ``replace`` is not set.
        PdfError: the pages could not be drawn.
        ReadOnlyError: the folder cannot be written, or does not exist.
        StorageFullError: the disk is full.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadSettingsError(f"{path.name} ends neither in .pdf nor in .html; give it one of these endings.")
    refuse_existing(path, replace)
    text = as_handout(handout, datetime.now().date())
    if suffix == ".pdf":
        write_pdf(text, path)
    else:
        write_text(path, text, replace=replace)


def _tex(line: str) -> Markup:
    return maths_html(rf"\[{line}\]", _TEXT_PX)


def _maths(text: str) -> Markup:
    return maths_html(text, _TEXT_PX)
