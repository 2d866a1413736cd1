"""A session as one HTML file that loads nothing.

Model text is untrusted: everything is escaped, and the page forbids scripts.
"""

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from app.export.formulas import maths_html
from app.export.session import ExportedSession, marks, node_line, outline, run_suffix, settings_line, when
from app.state import best_path_steps, printable
from app.state.words import (
    EXECUTION_WORDS,
    NO_ANSWER,
    mark_sentence,
    percent,
    status_sentence,
    tree_sentence,
    usage_sentence,
)
from engine.types import ExecutionStatus, StepFormat

_DEEPEST_INDENT = 20
_SCREEN_TEXT_PX = 16.0
_PRINT_TEXT_PX = 14.0  # of 10.5 points

_SCREEN_STYLE = """\
:root {
  --text: #1d2126; --page: #fdfdfc; --soft: #5b6470; --box: #f1f3f5; --line: #d7dbe0; --bad: #a32a2a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e8ea; --page: #17191c; --soft: #a0a8b2; --box: #22262b; --line: #383e46; --bad: #f0958f;
  }
}
body {
  color: var(--text); background: var(--page); font: 16px/1.5 system-ui, sans-serif;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere;
}
h1 { font-size: 1.4rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
h3 { font-size: 1rem; }
.soft { color: var(--soft); }
.bad { color: var(--bad); }
.problem { white-space: pre-wrap; }
.answer { font-size: 1.4rem; font-weight: 600; }
pre {
  background: var(--box); border: 1px solid var(--line); border-radius: 6px;
  padding: .6rem .8rem; white-space: pre-wrap;
}
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: .92em; }
ol > li { margin-bottom: 1.2rem; }
.tree { list-style: none; padding: 0; font-size: .92rem; }
.tree .best { font-weight: 600; }
.formula { max-width: 100%; }
@media (prefers-color-scheme: dark) {
  .formula { filter: invert(1); }
}
"""
# For paper, in the CSS that Qt's rich text knows. Sizes are in points, which do not depend on a screen.
_PRINT_STYLE = """\
body { color: #1d2126; font-size: 10.5pt; }
h1 { font-size: 15pt; }
h2 { font-size: 12.5pt; margin-top: 18px; }
h3 { font-size: 11pt; margin-top: 12px; }
.soft { color: #5b6470; }
.bad { color: #a32a2a; }
.problem { white-space: pre-wrap; }
.answer { font-size: 14pt; font-weight: 600; }
pre { background-color: #f1f3f5; white-space: pre-wrap; }
code, pre { font-family: monospace; font-size: 9pt; }
li { margin-bottom: 8px; }
.tree li { font-size: 9pt; margin-bottom: 0px; }
.best { font-weight: 600; }
"""

_TEMPLATE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ summary.title | plain }}</title>
<style>
{{ style }}</style>
</head>
<body>
<h1>{{ summary.title | maths }}</h1>
<p class="soft">{{ summary.created | when }} · session {{ summary.id }}</p>
<h2>Problem</h2>
<p class="problem">{{ problem.text | maths }}</p>
{%- if problem.answer is not none %}
<p>Expected answer: <strong>{{ problem.answer | maths }}</strong></p>
{%- endif %}
{%- for run in runs %}
{%- set state = run.state %}
<h2>Answer{{ run_suffix(session, run) }}</h2>
{%- if state.answer is none %}
<p>{{ no_answer }}</p>
{%- else %}
<p class="answer">{{ state.answer.text | maths }}</p>
<p>{{ mark_sentence(state.answer) }} Confidence: {{ percent(state.answer.confidence) }}.</p>
{%- endif %}
<p class="soft">{{ status_sentence(state) | plain }} {{ usage_sentence(state) }} {{ settings_line(run) }}.</p>
{%- set steps = best_path_steps(state) %}
{%- if steps %}
<h3>Best line of thought</h3>
<ol>
{%- for step in steps %}
<li>{{ step.title | maths }}
{%- set who = marks(step.author, carried=step.carried) %}
{%- if who %} <span class="soft">({{ who }})</span>{% endif %}
{%- if step.code and step.step_format == text %}
<p class="problem">{{ step.code | maths }}</p>
{%- elif step.code %}
<pre>{{ step.code | plain }}</pre>
{%- endif %}
{%- for name, value in step.names %}
<div><code>{{ name | plain }} = {{ value | plain }}</code></div>
{%- endfor %}
{%- if step.output.strip() %}
<div class="soft">Output</div>
<pre>{{ step.output | plain }}</pre>
{%- endif %}
{%- if step.error %}
<div class="bad">Error: {{ step.error | plain }}</div>
{%- elif step.status not in (none, ok) %}
<div class="bad">This step {{ execution_words[step.status] }}.</div>
{%- endif %}
</li>
{%- endfor %}
</ol>
{%- endif %}
<h3>Tree</h3>
<p>{{ tree_sentence(state) }}</p>
<ul class="tree">
{%- for level, node in outline(state) %}
<li style="margin-left: {{ 14 * ([level - 1, deepest] | min) }}px" class="{{ 'best' if node.id in state.best_path }}">
{{- node_line(node) }}</li>
{%- endfor %}
</ul>
{%- endfor %}
</body>
</html>
"""


def as_html(session: ExportedSession) -> str:
    """The whole session: problem, answers, best lines of thought, trees; light or dark as the reader's system is."""
    return _page(session, _SCREEN_STYLE, _SCREEN_TEXT_PX)


def as_print_html(session: ExportedSession) -> str:
    """The same as a page for ``write_pdf``."""
    return _page(session, _PRINT_STYLE, _PRINT_TEXT_PX)


def _page(session: ExportedSession, style: str, text_px: float) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters.update(plain=printable, when=when, maths=lambda text: maths_html(text, text_px))
    return environment.from_string(_TEMPLATE).render(
        style=Markup(style),
        summary=session.detail.summary,
        problem=session.detail.problem,
        session=session,
        runs=session.runs,
        text=StepFormat.TEXT,
        run_suffix=run_suffix,
        marks=marks,
        no_answer=NO_ANSWER,
        ok=ExecutionStatus.OK,
        execution_words=EXECUTION_WORDS,
        deepest=_DEEPEST_INDENT,
        mark_sentence=mark_sentence,
        status_sentence=status_sentence,
        usage_sentence=usage_sentence,
        tree_sentence=tree_sentence,
        settings_line=settings_line,
        best_path_steps=best_path_steps,
        outline=outline,
        node_line=node_line,
        percent=percent,
    )
