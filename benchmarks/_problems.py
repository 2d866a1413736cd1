"""Problems that the benchmarks of speed search: what is asked hardly matters, that all arms do the same does."""

PROBLEMS = (
    "A farmer has 14 rows of 23 cabbages. Rabbits eat 47 of them, and he sells the rest in crates of 11. How many full "
    "crates does he sell?",
    "A train travels 84 km in the first hour and 15% further in the second hour. How far does it travel in both hours?",
    "Nora is three times as old as Tim. In 12 years she will be twice as old as he is then. How old is Tim now?",
    "What is the remainder when 5^83 - 2 is divided by 13?",
)
