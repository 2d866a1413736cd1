"""Which step format suits a model."""

from pathlib import Path

import pytest

from models.catalogue import catalogue, get_entry
from models.gguf import GgufHeader, read_header
from models.step_format import default_format, opens_thinking
from tests.helpers.model_files import TINY, gguf


def _header(folder: Path, name: str, template: str = "", basename: str = "") -> GgufHeader:
    metadata = TINY | {"general.name": name, "tokenizer.chat_template": template, "general.basename": basename}
    path = folder / "model.gguf"
    path.write_bytes(gguf(metadata))
    return read_header(path)


@pytest.mark.parametrize(
    ("model_id", "expected"),
    [
        ("qwen2.5-coder-0.5b-instruct-q4_k_m", "code"),
        ("qwen2.5-math-1.5b-instruct-q4_k_m", "text"),
        ("qwen3-0.6b-q8_0", "text"),
        ("deepseek-r1-distill-llama-8b-q4_k_m", "text"),
        ("phi-4-mini-instruct-q4_k_m", "code"),
        ("phi-4-mini-reasoning-q4_k_m", "text"),
    ],
)
def test_the_catalogue_knows_its_models(model_id: str, expected: str) -> None:
    assert expected == default_format(get_entry(model_id), None)


def test_the_catalogue_agrees_with_what_the_name_alone_would_say(tmp_path: Path) -> None:
    for entry in catalogue():
        assert entry.step_format == default_format(None, _header(tmp_path, entry.name)), entry.id


@pytest.mark.parametrize(
    ("name", "template", "expected"),
    [
        ("DeepSeek R1 Distill Qwen 1.5B", "", "text"),
        ("QwQ 32B", "", "text"),
        ("Qwen3 4B Thinking 2507", "", "text"),
        ("OpenReasoning Nemotron 1.5B", "{{ '<think>\\n' }}", "text"),
        ("My_Math_Model", "", "text"),
        ("Ministral 3 14B", "[THINK]{{ content }}[/THINK]", "text"),
        ("Qwen3 Coder 30B A3B Instruct", "<think>", "code"),
        ("DeepSeek Coder V2 Lite", "", "code"),
        ("Llama 3.2 1B Instruct", "<|start_header_id|>", "code"),
        ("Mathilda 7B", "", "text"),
        ("Rethinking", "", "code"),
        ("", "", "code"),
    ],
)
def test_an_unknown_file_is_judged_by_its_name_and_its_template(
    tmp_path: Path, name: str, template: str, expected: str
) -> None:
    assert expected == default_format(None, _header(tmp_path, name, template))
    assert expected == default_format(None, _header(tmp_path, "", template, basename=name))


def test_a_model_of_which_nothing_is_known_writes_programs() -> None:
    assert "code" == default_format(None, None)


# The ends of published chat templates.
@pytest.mark.parametrize(
    ("template", "opens"),
    [
        ("{% if add_generation_prompt and not ns.is_tool %}{{'<｜Assistant｜><think>\\n'}}{% endif %}", True),
        ('{%- if add_generation_prompt %}\n    {{- "<|im_start|>assistant\\n<think>\\n" }}\n{%- endif %}', True),
        ("{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}", False),
        (
            "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and "
            "enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}",
            False,
        ),
        ("{{ '<think>' + message.reasoning + '</think>' }}{% if add_generation_prompt %}{{ 'assistant' }}", False),
        ("{{ '<think>' }}", True),
        ("", False),
        (None, False),
    ],
)
def test_whether_a_template_opens_thinking_is_read_from_its_source(template: str | None, opens: bool) -> None:
    assert opens == opens_thinking(template)
