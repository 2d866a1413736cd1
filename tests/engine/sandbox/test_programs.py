"""Ordinary programs of ordinary problems run behind the walls, though sympy imports many of its parts late."""

# ruff: noqa: E501 - a table of programs, one to a line

import pytest

from engine.sandbox.linux import LinuxExecutor
from engine.types import ExecutionStatus

PROGRAMS = {
    "x, y = symbols('x y'); print(solve([x + y - 3, x - y - 1], [x, y]))": "{x: 2, y: 1}",
    "x = symbols('x'); print(solve(x**4 - 5*x**2 + 4, x))": "[-2, -1, 1, 2]",
    "x = symbols('x'); print(solve(exp(x) - 3, x), solve(log(x) - 1, x), solve(sin(x) - 1, x))": "[log(3)] [E] [pi/2]",
    "x = symbols('x', positive=True); print(solve(x**2 - 2, x))": "[sqrt(2)]",
    "x = symbols('x'); print(solve(Abs(x - 1) < 2, x))": "(-1 < x) & (x < 3)",
    "x = symbols('x'); print(solveset(x**2 - 1, x), solveset(cos(x), x, Interval(0, pi)))": "{-1, 1} {pi/2}",
    "x = symbols('x'); print(integrate(sin(x)**2, (x, 0, pi)), integrate(exp(-x**2), (x, -oo, oo)))": "pi/2 sqrt(pi)",
    "x = symbols('x'); print(integrate(1/(x**3 + 1), x).subs(x, 0).is_number)": "True",
    "x = symbols('x'); print(limit((1 + 1/x)**x, x, oo), limit((x - sin(x))/x**3, x, 0))": "E 1/6",
    "x = symbols('x'); print(diff(x**x, x), series(cos(x), x, 0, 5))": "x**x*(log(x) + 1) 1 - x**2/2 + x**4/24 + O(x**5)",
    "x = symbols('x'); print(nsolve(x**3 - x - 1, x, 1.3))": "1.32471795724475",
    "n = symbols('n'); print(summation(1/n**2, (n, 1, oo)), summation(n**3, (n, 1, 10)))": "pi**2/6 3025",
    "n = symbols('n'); f = Function('f'); print(rsolve(f(n) - f(n - 1) - f(n - 2), f(n), {f(0): 0, f(1): 1}).subs(n, 1).equals(1))": "True",
    "x = symbols('x'); f = Function('f'); print(dsolve(f(x).diff(x, 2) + f(x), f(x)))": "Eq(f(x), C1*sin(x) + C2*cos(x))",
    "M = Matrix([[2, 1], [1, 2]]); print(M.det(), M.eigenvals(), M.inv(), M.rank(), M.diagonalize()[1], M.exp()[0].is_number)":
        "3 {3: 1, 1: 1} Matrix([[2/3, -1/3], [-1/3, 2/3]]) 2 Matrix([[1, 0], [0, 3]]) True",
    "from sympy.ntheory import *; print(factorint(2**32 + 1), totient(36), is_primitive_root(3, 7), discrete_log(7, 6, 3))":
        "{641: 1, 6700417: 1} 12 True 3",
    "from sympy.ntheory.modular import crt; print(crt([3, 5, 7], [2, 3, 2])[0], mod_inverse(3, 11), n_order(2, 7))": "23 4 3",
    "from sympy.combinatorics import *; G = SymmetricGroup(4); print(G.order(), Permutation([1, 2, 0]).order(), G.is_abelian)":
        "24 3 False",
    "from sympy.functions.combinatorial.numbers import *; print(nC(5, 2), nP(5, 2), stirling(4, 2), partition(7), catalan(4))":
        "10 20 7 15 14",
    "from sympy.geometry import *; t = Triangle(Point(0, 0), Point(4, 0), Point(0, 3)); print(t.area, t.incircle.radius, Circle(Point(0, 0), 5).intersection(Line(Point(0, 3), Point(1, 3))))":
        "6 1 [Point2D(-4, 3), Point2D(4, 3)]",
    "from sympy.sets import *; print(Union(Interval(0, 1), Interval(1, 2)), FiniteSet(1, 2) & FiniteSet(2, 3), Interval(0, 2) - Interval(1, 3))":
        "Interval(0, 2) {2} Interval.Ropen(0, 1)",
    "from sympy.stats import *; X = Die('X', 6); Y = Normal('Y', 0, 1); print(E(X), variance(X), P(X > 4), P(Y > 0), density(X).dict[3])":
        "7/2 35/12 1/3 1/2 1/6",
    "B = __import__('sympy').stats.Binomial('B', 5, Rational(1, 2)); print(__import__('sympy').stats.P(Eq(B, 2)))": "5/16",
    "from sympy.logic import *; a, b = symbols('a b'); print(satisfiable(a & ~b), simplify_logic((a & b) | (a & ~b)))": "{a: True, b: False} a",
    "from sympy.solvers.diophantine import diophantine; x, y = symbols('x y', integer=True); print(sorted(diophantine(x**2 + y**2 - 25), key=str)[0])":
        "(-3, -4)",
    "from sympy.solvers.inequalities import *; x = symbols('x'); print(solve_univariate_inequality(x**2 > 4, x, relational=False))":
        "Union(Interval.open(-oo, -2), Interval.open(2, oo))",
    "x = symbols('x'); print(factor(x**6 - 1), apart(1/(x**2 - 1)), simplify(gamma(x + 1)/gamma(x)), radsimp(1/(1 + sqrt(2))))":
        "(x - 1)*(x + 1)*(x**2 - x + 1)*(x**2 + x + 1) -1/(2*(x + 1)) + 1/(2*(x - 1)) x -1 + sqrt(2)",
    "x = symbols('x'); print(Poly(x**3 - 2*x + 1).nroots(), groebner([x**2 - 1]), resultant(x**2 - 1, x - 2), minimal_polynomial(sqrt(2) + 1, x))":
        "[-1.61803398874989, 0.618033988749895, 1.00000000000000] GroebnerBasis([x**2 - 1], x, domain='ZZ', order='lex') 3 x**2 - 2*x - 1",
    "x = symbols('x'); print(latex(Rational(1, 2)*x), pretty(x**2), lambdify(x, sin(x))(0), sympify('2*x + 1'), parse_expr('x**2'))":
        "\\frac{x}{2}  2\nx  0.0 2*x + 1 x**2",
    "from sympy.physics.units import meter, kilometer, convert_to; print(convert_to(3*kilometer, meter))": "3000*meter",
    "x = symbols('x'); print(fourier_series(x, (x, -pi, pi)).truncate(2), laplace_transform(exp(-x), x, symbols('s'))[0])":
        "2*sin(x) - sin(2*x) 1/(s + 1)",
    "x = symbols('x'); print(maximum(x*(4 - x), x), is_increasing(x**3), continued_fraction(Rational(415, 93)), N(pi, 30))":
        "4 True [4, 2, 6, 7] 3.14159265358979323846264338328",
    "x, y = symbols('x y'); print(linsolve([x + y - 2, x - y], x, y), nonlinsolve([x*y - 1, x - y], [x, y]))": "{(1, 1)} {(-1, -1), (1, 1)}",
    "print(nsimplify(0.3333333333333), Rational('0.75'), sqrt(2).evalf(), (sqrt(2)**2).is_integer, floor(pi), Mod(-7, 3))":
        "1/3 3/4 1.41421356237310 True 3 2",
}  # fmt: skip
STANDARD = {
    "import math, cmath; print(math.comb(5, 2), math.isqrt(17), cmath.sqrt(-1))": "10 4 1j",
    "from fractions import Fraction; from decimal import Decimal, getcontext; print(Fraction(1, 3) + 1, Decimal('0.1') * 3)": "4/3 0.3",
    "import itertools, functools, operator; print(len(list(itertools.permutations(range(4)))), functools.reduce(operator.mul, [2, 3]))": "24 6",
    "from collections import Counter, defaultdict, deque, OrderedDict; print(Counter('aab').most_common(1))": "[('a', 2)]",
    "import statistics; print(statistics.mean([1, 2, 3]), statistics.median([1, 3]), statistics.stdev([1, 2, 3]))": "2 2.0 1.0",
    "import random; print(0 <= random.random() < 1, random.randint(3, 3))": "True 3",
    "import datetime; print(datetime.date(2024, 2, 29) + datetime.timedelta(days=1), datetime.datetime.strptime('2024', '%Y').year)":
        "2024-03-01 2024",
    "import calendar; print(calendar.isleap(2024), calendar.day_name[calendar.weekday(2024, 1, 1)])": "True Monday",
    "import re, string, textwrap, json; print(re.findall('[0-9]+', 'a1b22'), json.dumps([1]), string.digits)": "['1', '22'] [1] 0123456789",
    "import heapq, bisect, copy, numbers, enum, typing, array, struct, time; print(heapq.nsmallest(1, [2, 1]), bisect.bisect([1, 3], 2))": "[1] 1",
    "import mpmath; mpmath.mp.dps = 30; print(mpmath.pi, mpmath.quad(lambda x: x**2, [0, 3]), mpmath.findroot(mpmath.cos, 1.5))":
        "3.14159265358979323846264338328 9.0 1.57079632679489661923132169164",
    "from functools import lru_cache\n@lru_cache(None)\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(900) % 1000)": "800",
    "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(2500))": "2500",
    "print(math.pi > 3, sympy.sqrt(4), Fraction(1, 2))": "True 2 1/2",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_with_sympy_gives_its_answer(executor: LinuxExecutor, program: str) -> None:
    result = executor.run(
        ["from sympy import *\nfrom sympy.parsing.sympy_parser import parse_expr", program.replace("; ", "\n")]
    )
    assert (ExecutionStatus.OK, PROGRAMS[program]) == (result.status, result.output.rstrip("\n")), result.error


@pytest.mark.parametrize("program", STANDARD)
def test_a_program_with_the_standard_library_gives_its_answer(executor: LinuxExecutor, program: str) -> None:
    result = executor.run([program])
    assert (ExecutionStatus.OK, STANDARD[program]) == (result.status, result.output.rstrip("\n")), result.error
