"""Which formulas may stand in a TeX document as they are: only those that cannot break it, or do anything but print."""

import re

MAX_FORMULA_CHARACTERS = 2_000
_MAX_DEEP = 40


def _names(text: str) -> frozenset[str]:
    return frozenset(re.findall("[A-Za-z]+", text))


_SYMBOLS = _names("""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    times cdot div pm mp ast star circ bullet le leq ge geq lt gt ne neq approx equiv sim simeq cong propto to
    rightarrow leftarrow Rightarrow Leftarrow Leftrightarrow leftrightarrow implies iff mapsto infty in notin ni
    cup cap subset subseteq supset supseteq setminus emptyset forall exists neg land lor wedge vee oplus otimes
    sum prod int oint lim limsup liminf max min sup inf gcd log ln exp sin cos tan cot sec csc arcsin arccos
    arctan sinh cosh tanh det dim ker deg arg Pr ldots cdots vdots ddots dots quad qquad partial nabla angle
    triangle perp parallel mid nmid prime ell hbar Re Im lvert rvert lfloor rfloor lceil rceil langle rangle
    displaystyle textstyle colon
""")
_ONE_ARGUMENT = _names("sqrt vec hat bar tilde dot ddot overline underline mathrm mathbf mathit mathbb mathcal boxed")
_TWO_ARGUMENTS = _names("frac dfrac tfrac binom")
_TEXTS = _names("text textbf textrm mathrm operatorname")
_ENVIRONMENTS = _names("matrix pmatrix bmatrix vmatrix cases aligned")
_DELIMITERS = frozenset(("(", ")", "[", "]", "|", "/", ".", r"\{", r"\}", r"\|", r"\langle", r"\rangle"))
_SPACES = frozenset((r"\,", r"\;", r"\:", r"\!", r"\ "))
_ESCAPED = frozenset((r"\{", r"\}", r"\%", r"\$", r"\#", r"\&", r"\_", r"\|"))
_PLAIN = re.compile(r"[A-Za-z0-9+\-*/=<>()\[\]|.,;:!?']")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\^\^|\S", re.DOTALL)
_TEXT_ARGUMENT = re.compile(r"\s*\{([A-Za-z0-9 .,;:!?()+=/'-]*)\}")
_ENVIRONMENT_NAME = re.compile(r"\s*\{([a-z]+)\}")


def is_harmless(tex: str) -> bool:
    """Whether ``tex`` may stand between dollars: known commands with all their arguments, and plain signs."""
    if len(tex) > MAX_FORMULA_CHARACTERS or "\n\n" in tex:
        return False
    try:
        _Reader(tex).read()
    except _RefusedError:
        return False
    return True


class _RefusedError(Exception):
    """Something in the formula is not known to be harmless."""


class _Reader:
    """Recursive descent over the formula; reads, writes nothing."""

    def __init__(self, tex: str) -> None:
        self._tex = tex
        self._place = 0
        self._deep = 0

    def read(self) -> None:
        """Read all of it."""
        self._row(end="")

    def _row(self, end: str, cells: bool = False) -> None:
        """Atoms up to ``end``; in an environment they stand in cells."""
        self._deep += 1
        if self._deep > _MAX_DEEP:
            raise _RefusedError
        while (token := self._next()) != end:
            if token == "":
                raise _RefusedError
            if not (cells and token in ("&", r"\\")):
                self._atom(token)
                self._scripts()
        self._deep -= 1

    def _atom(self, token: str) -> None:
        if token == "{":
            self._row(end="}")
        elif token.startswith("\\"):
            self._command(token)
        elif not _PLAIN.fullmatch(token):
            raise _RefusedError

    def _command(self, token: str) -> None:
        name = token[1:]
        if token in _SPACES or token in _ESCAPED or name in _SYMBOLS:
            return
        if name == "sqrt":
            self._option()
        if name == "left":
            self._fence()
        elif name == "begin":
            self._environment()
        elif name in _TEXTS and (match := _TEXT_ARGUMENT.match(self._tex, self._place)):
            self._place = match.end()
        elif name in _ONE_ARGUMENT:
            self._argument()
        elif name in _TWO_ARGUMENTS:
            self._argument()
            self._argument()
        else:
            raise _RefusedError

    def _argument(self) -> None:
        token = self._next()
        if token == "{":
            self._row(end="}")
        elif not (len(token) == 1 and token.isalnum() and token.isascii()):
            raise _RefusedError

    def _option(self) -> None:
        if self._peek() == "[":
            self._next()
            self._row(end="]")

    def _fence(self) -> None:
        if self._next() not in _DELIMITERS:
            raise _RefusedError
        self._row(end=r"\right")
        if self._next() not in _DELIMITERS:
            raise _RefusedError

    def _environment(self) -> None:
        name = self._environment_name()
        if name not in _ENVIRONMENTS:
            raise _RefusedError
        self._row(end=r"\end", cells=True)
        if self._environment_name() != name:
            raise _RefusedError

    def _environment_name(self) -> str:
        match = _ENVIRONMENT_NAME.match(self._tex, self._place)
        if match is None:
            raise _RefusedError
        self._place = match.end()
        return match[1]

    def _scripts(self) -> None:
        """At most one upper and one lower: TeX stops at a second."""
        seen = set[str]()
        while (mark := self._peek()) in ("^", "_", "'"):
            if mark in seen or (mark == "'" and "^" in seen):
                raise _RefusedError
            if mark == "'":
                self._next()
                continue
            seen.add(mark)
            self._next()
            if self._peek().startswith("\\"):
                if self._next()[1:] not in _SYMBOLS:
                    raise _RefusedError
            else:
                self._argument()

    def _peek(self) -> str:
        match = self._search()
        return match.group() if match else ""

    def _next(self) -> str:
        match = self._search()
        self._place = match.end() if match else len(self._tex)
        return match.group() if match else ""

    def _search(self) -> re.Match[str] | None:
        return _TOKEN.search(self._tex, self._place)
