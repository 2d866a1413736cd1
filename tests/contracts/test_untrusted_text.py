"""Law 7: only the sandbox executes, unpickles or sympifies text."""

import ast

from tests.contracts.source import modules

SANDBOX = ("engine.sandbox", "engine.answers")
EXECUTING_CALLS = frozenset(
    {"eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec", "os.system", "os.popen"}
)
# By their last part, however they were imported: they evaluate the text they are given.
EVALUATING_FUNCTIONS = frozenset(
    {"sympify", "parse_expr", "parse_latex", "latex2sympy", "lambdify", "run_path", "run_module"}
)
UNPICKLING_MODULES = frozenset(
    {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle"}
)
FREE_JINJA = frozenset({"Environment", "Template", "NativeEnvironment", "SandboxedEnvironment"})


def test_no_text_is_executed_outside_the_sandbox() -> None:
    offences = [
        f"{module.at(call)} {name}"
        for module in modules()
        if not module.is_in(*SANDBOX)
        for name, call in module.calls()
        if name in EXECUTING_CALLS or name.rpartition(".")[2] in EVALUATING_FUNCTIONS
    ]
    assert [] == offences


def test_nothing_is_unpickled_anywhere() -> None:
    offences = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in sorted(module.imports)
        if name.partition(".")[0] in UNPICKLING_MODULES
    ]
    offences += [
        f"{module.at(call)} {name}"
        for module in modules()
        for name, call in module.calls()
        if name in ("yaml.load", "yaml.unsafe_load", "yaml.full_load")
        or (name in ("np.load", "numpy.load", "torch.load") and not _safe_load(call))
    ]
    assert [] == offences


def test_no_command_goes_through_a_shell() -> None:
    offences = [
        f"{module.at(call)} {name}"
        for module in modules()
        for name, call in module.calls()
        for keyword in call.keywords
        if keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
    ]
    assert [] == offences


def test_foreign_templates_are_rendered_only_in_the_immutable_sandbox_of_jinja() -> None:
    """The export renders a template of our own, and escapes what it is given."""
    names = {(module.name, name) for module in modules() for name in module.imports if name.startswith("jinja2.")}
    free = {(room, name) for room, name in names if name.rpartition(".")[2] in FREE_JINJA}
    assert set() == {room for room, _ in free if not room.startswith("app.export.")}
    own = [(module, call) for module in modules() for name, call in module.calls() if name.endswith("Environment")]
    unescaped = [
        module.at(call)
        for module, call in own
        if module.is_in("app.export") and "autoescape=True" not in ast.unparse(call)
    ]
    assert [] == unescaped


def _safe_load(call: ast.Call) -> bool:
    """numpy's default refuses pickles; torch's needs ``weights_only=True``."""
    wanted = {"allow_pickle": False, "weights_only": True}
    given = {keyword.arg: getattr(keyword.value, "value", None) for keyword in call.keywords}
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func).startswith("torch"):
        return given.get("weights_only") is True
    return all(given.get(name, value) == value for name, value in wanted.items())
