"""What programs can import: everything here is loaded before the walls go up, since no file can be read behind them.

sympy imports some of its parts when they are first used; ``SYMPY_MODULES`` names those that ordinary problems reach,
and ``WARM_UP`` runs typical work once, which also fills sympy's caches for all later programs.
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec
from types import ModuleType

STANDARD_MODULES = (
    *("abc", "array", "ast", "bisect", "builtins", "calendar", "cmath", "collections", "collections.abc", "contextlib"),
    *(
        "copy",
        "ctypes",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "gc",
        "graphlib",
        "hashlib",
    ),
    *("heapq", "importlib", "inspect", "io", "itertools", "json", "keyword", "linecache", "locale", "math", "numbers"),
    *(
        "operator",
        "os",
        "pprint",
        "queue",
        "random",
        "re",
        "resource",
        "secrets",
        "signal",
        "socket",
        "statistics",
        "string",
    ),
    *("struct", "subprocess", "sys", "textwrap", "threading", "time", "timeit", "traceback", "types", "typing"),
    *("unicodedata", "warnings", "weakref", "zoneinfo", "_strptime"),
    *("encodings.ascii", "encodings.idna", "encodings.latin_1", "encodings.utf_8", "encodings.utf_16"),
)

SYMPY_MODULES = (
    *("mpmath", "sympy", "sympy.abc", "sympy.algebras", "sympy.assumptions.ask_generated"),
    *("sympy.assumptions.facts", "sympy.assumptions.handlers", "sympy.assumptions.handlers.matrices"),
    *("sympy.assumptions.lra_satask", "sympy.assumptions.predicates.matrices", "sympy.assumptions.satask"),
    *("sympy.assumptions.sathandlers", "sympy.calculus.accumulationbounds", "sympy.calculus.euler"),
    *("sympy.calculus.finite_diff", "sympy.calculus.singularities", "sympy.calculus.util", "sympy.codegen.pynodes"),
    *("sympy.combinatorics", "sympy.combinatorics.galois", "sympy.combinatorics.generators"),
    *("sympy.combinatorics.graycode", "sympy.combinatorics.group_constructs", "sympy.combinatorics.homomorphisms"),
    *("sympy.combinatorics.named_groups", "sympy.combinatorics.partitions", "sympy.combinatorics.pc_groups"),
    *("sympy.combinatorics.polyhedron", "sympy.combinatorics.prufer", "sympy.combinatorics.subsets"),
    *("sympy.concrete.delta", "sympy.concrete.gosper", "sympy.concrete.guess", "sympy.core.random"),
    *("sympy.crypto.crypto", "sympy.discrete", "sympy.discrete.recurrences"),
    *("sympy.functions.special.mathieu_functions", "sympy.geometry", "sympy.integrals.deltafunctions"),
    *("sympy.integrals.heurisch", "sympy.integrals.intpoly", "sympy.integrals.laplace"),
    *("sympy.integrals.manualintegrate", "sympy.integrals.meijerint", "sympy.integrals.prde"),
    *("sympy.integrals.quadrature", "sympy.integrals.rationaltools", "sympy.integrals.rde"),
    *("sympy.integrals.risch", "sympy.integrals.singularityfunctions", "sympy.integrals.transforms"),
    *("sympy.integrals.trigonometry", "sympy.liealgebras", "sympy.logic.algorithms.dpll"),
    *("sympy.logic.algorithms.dpll2", "sympy.logic.algorithms.lra_theory", "sympy.logic.inference"),
    *("sympy.logic.utilities.dimacs", "sympy.matrices.expressions", "sympy.matrices.expressions.applyfunc"),
    *("sympy.matrices.expressions.fourier", "sympy.matrices.expressions.sets", "sympy.matrices.normalforms"),
    *("sympy.ntheory", "sympy.ntheory.bbp_pi", "sympy.ntheory.continued_fraction", "sympy.ntheory.digits"),
    *("sympy.ntheory.ecm", "sympy.ntheory.egyptian_fraction", "sympy.ntheory.elliptic_curve"),
    *("sympy.ntheory.modular", "sympy.ntheory.partitions_", "sympy.ntheory.qs", "sympy.parsing.latex"),
    *("sympy.parsing.sympy_parser", "sympy.physics.units", "sympy.physics.units.systems", "sympy.polys.agca"),
    *("sympy.polys.dispersion", "sympy.polys.distributedmodules", "sympy.polys.domains.quotientring"),
    *("sympy.polys.multivariate_resultants", "sympy.polys.numberfields.galoisgroups"),
    *("sympy.polys.numberfields.primes", "sympy.polys.numberfields.resolvent_lookup", "sympy.polys.orthopolys"),
    *("sympy.polys.polyroots", "sympy.polys.puiseux", "sympy.polys.ring_series", "sympy.polys.rings"),
    *("sympy.polys.solvers", "sympy.polys.specialpolys", "sympy.printing.c", "sympy.printing.lambdarepr"),
    *("sympy.printing.latex", "sympy.printing.mathml", "sympy.printing.numpy", "sympy.printing.pretty.pretty"),
    *("sympy.printing.pycode", "sympy.printing.python", "sympy.printing.tree", "sympy.series.acceleration"),
    *("sympy.series.approximants", "sympy.series.formal", "sympy.series.fourier", "sympy.series.gruntz"),
    *("sympy.series.kauers", "sympy.series.limitseq", "sympy.series.residues", "sympy.series.sequences"),
    *("sympy.sets.handlers", "sympy.sets.handlers.add", "sympy.sets.handlers.comparison"),
    *("sympy.sets.handlers.functions", "sympy.sets.handlers.intersection", "sympy.sets.handlers.issubset"),
    *("sympy.sets.handlers.mul", "sympy.sets.handlers.power", "sympy.sets.handlers.union", "sympy.sets.setexpr"),
    *("sympy.simplify.combsimp", "sympy.simplify.cse_opts", "sympy.simplify.epathtools", "sympy.simplify.fu"),
    *("sympy.simplify.gammasimp", "sympy.simplify.hyperexpand", "sympy.simplify.powsimp", "sympy.simplify.ratsimp"),
    *("sympy.simplify.sqrtdenest", "sympy.simplify.traversaltools", "sympy.simplify.trigsimp"),
    *("sympy.solvers.bivariate", "sympy.solvers.decompogen", "sympy.solvers.deutils", "sympy.solvers.diophantine"),
    *("sympy.solvers.inequalities", "sympy.solvers.ode", "sympy.solvers.ode.lie_group"),
    *("sympy.solvers.ode.riccati", "sympy.solvers.ode.single", "sympy.solvers.ode.systems", "sympy.solvers.pde"),
    *("sympy.solvers.polysys", "sympy.solvers.recurr", "sympy.solvers.simplex", "sympy.solvers.solveset"),
    *("sympy.stats", "sympy.stats.compound_rv", "sympy.stats.crv_types", "sympy.stats.drv_types"),
    *("sympy.stats.frv_types", "sympy.stats.joint_rv_types", "sympy.tensor.array"),
    *("sympy.tensor.array.array_derivatives", "sympy.tensor.array.expressions"),
    *("sympy.tensor.array.expressions.array_expressions", "sympy.tensor.array.expressions.arrayexpr_derivatives"),
    *("sympy.tensor.array.expressions.from_array_to_matrix",),
    *("sympy.tensor.array.expressions.from_indexed_to_array",),
    *("sympy.tensor.array.expressions.from_matrix_to_array", "sympy.utilities.enumerative"),
    *("sympy.utilities.lambdify", "sympy.vector"),
)

WARM_UP = """
from sympy import *
x, y, t = symbols("x y t")
n = symbols("n", integer=True, positive=True)
f = Function("f")
solve(x**2 - 5*x + 6, x); solve([x + y - 3, x - y - 1], [x, y]); solve(Eq(2*x + 3, 11), x); solve(x**2 < 4, x)
solveset(sin(x), x, S.Reals); nsolve(cos(x) - x, x, 1); solve(sqrt(x + 1) - 3, x); solve(2**x - 8, x)
simplify((x**2 - 1)/(x - 1)); simplify(sin(x)**2 + cos(x)**2); expand((x + 1)**3); factor(x**2 - 1); apart(1/(x**2 - 1))
integrate(x**2*exp(x), x); integrate(1/(1 + x**2), (x, 0, 1)); diff(sin(x)*x, x); limit(sin(x)/x, x, 0)
series(exp(x), x, 0, 4); summation(n**2, (n, 1, 10)); Sum(1/n**2, (n, 1, oo)).doit(); product(n, (n, 1, 5))
Matrix([[1, 2], [3, 4]]).inv(); Matrix([[2, 0], [0, 3]]).eigenvals(); Rational(3, 4) + Rational(1, 3); sqrt(8) + pi
factorint(360); isprime(97); gcd(12, 18); lcm(4, 6); binomial(10, 3); factorial(10); divisors(28); totient(10)
Poly(x**3 - 1, x).all_roots(); Interval(0, 1) & Interval.open(0, 2); Piecewise((x, x > 0), (0, True)).subs(x, 2)
dsolve(f(x).diff(x) - f(x), f(x)); sympify("2*x + 1"); latex(x**2/2); lambdify(x, x**2, "math")(2); str(Eq(x, 2))
Point(0, 0).distance(Point(3, 4)); Triangle(Point(0, 0), Point(1, 0), Point(0, 1)).area; reduce_inequalities([x > 1], x)
floor(Rational(7, 2)); Mod(7, 3); (x + 1).evalf(subs={x: 2}); trigsimp(sin(x)*cos(x)); nsimplify(0.75); N(pi, 20)
"""

_NEVER = frozenset(
    {"numpy", "scipy", "matplotlib", "pandas", "IPython", "pytest", "py", "gmpy2", "flint", "tkinter", "torch"}
)


def load() -> None:
    """Import all of it and run the warm-up. The process must stay single-threaded: numpy and friends are shut out."""
    sys.meta_path.insert(0, _NeverFinder())
    for name in (*STANDARD_MODULES, *SYMPY_MODULES):
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # Another version of sympy: a program that needs the part gets a ModuleNotFoundError.
    exec(WARM_UP, {"__name__": "warm_up"})  # noqa: S102 - our own text


def close_imports() -> None:
    """From here on an import finds what is loaded and what is part of the interpreter, and never looks for a file."""
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter]
    sys.path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()


class _NeverFinder:
    """Says of some packages that they are not installed."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in _NEVER:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None
