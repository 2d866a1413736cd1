"""The table of a comparison: a pure function of its records; differences, the matrix, and how it is written."""

import csv
import io
import json
import random
from dataclasses import replace

import msgspec

from engine.compare.documents import as_csv, as_html, as_json, as_markdown, differences, matrix_csv
from engine.compare.layout import columns_of, compact_columns, notes_of, table_object
from engine.compare.mcnemar import mcnemar_exact
from engine.compare.records import Arm, Fidelity, Record, Skipped, Speed
from engine.compare.table import difference, make_table
from engine.types import PolicyName
from tests.helpers.comparisons import arm, measured, solved, with_seed

SMALL, LARGE = arm("Small"), arm("Large", parameters=2_000_000_000)
SPEED = Speed(sha256="small", pp512=(90.0, 100.0, 110.0), tg128=(20.0,), threads=2, hardware="CPU, 2 threads")
KL = Fidelity(
    sha256="small",
    source_sha256="source",
    perplexity=18.5,
    perplexity_error=1.5,
    kl=0.0512,
    kl_error=0.0013,
    tokens=1122,
    text_sha256="text",
)


def test_a_row_adds_up() -> None:
    (row,) = make_table([*measured(SMALL, "1101"), SPEED, KL]).rows
    assert (4, 3, 0.75) == (row.n, row.right, row.accuracy)
    # Wilson's 95 % interval of 3 out of 4, worked out by hand.
    assert (0.3006, 0.9544) == (round(row.low, 4), round(row.high, 4))
    assert (100.0, 2.0, 50.0, 400_000_000) == (row.tokens, row.seconds, row.tokens_per_second, row.peak_bytes)
    assert row.pp512 is not None
    assert row.tg128 is not None
    assert ("100.00 ± 10.00", "20.00 ± 0.00") == (row.pp512.words, row.tg128.words)
    assert (KL, None) == (row.fidelity, row.energy_joules)


def test_the_order_of_the_rows_of_a_file_changes_nothing_but_the_order_of_arms() -> None:
    records = [*measured(SMALL, "110"), *measured(LARGE, "111"), SPEED, KL]
    shuffled = [*records]
    rng = random.Random(3)
    rng.shuffle(shuffled)
    in_order = sorted(shuffled, key=lambda record: isinstance(record, Arm) and record == LARGE)
    assert make_table(records).rows == make_table([r for r in in_order if r == SMALL] + in_order).rows


def test_a_problem_that_stands_twice_counts_once_and_an_arm_without_problems_not_at_all() -> None:
    table = make_table([*measured(SMALL, "11"), *measured(SMALL, "01"), LARGE])
    assert [(2, 1)] == [(row.n, row.right) for row in table.rows]
    assert () == make_table([]).rows


def test_rows_of_a_set_stand_together_and_seeds_stay_apart() -> None:
    records = [
        *measured(SMALL, "1"),
        *measured(SMALL, "0", problem_set="other"),
        *measured(with_seed(SMALL, 7), "1"),
    ]
    table = make_table(records)
    assert [("own", 0), ("own", 7), ("other", 0)] == [(row.set, row.arm.settings.seed) for row in table.rows]
    assert "seed" in [column.name for column in columns_of(table)]
    assert "seed" not in [column.name for column in columns_of(make_table(records[:2]))]


def test_the_difference_of_two_rows_is_on_the_problems_that_both_have() -> None:
    table = make_table([*measured(SMALL, "0000110"), *measured(LARGE, "111111")])
    small, large = table.rows
    between = difference(large, small)
    assert (6, 4, 0) == (between.paired.problems, between.only_first, between.only_second)
    assert (4 / 6, 0.125) == (between.paired.mean, between.p_value)
    assert [("Large Q4_K_M, greedy", "4", "0", "0.125")] == [
        (cells[1], cells[6], cells[5], cells[7]) for cells in differences(table)
    ]


def test_mcnemars_exact_test_is_the_binomial_one() -> None:
    assert (1.0, 1.0, 0.25) == (mcnemar_exact(0, 0), mcnemar_exact(3, 3), mcnemar_exact(0, 3))
    # 2 * (1 + 10 + 45) / 1024, by hand.
    assert 0.109375 == mcnemar_exact(8, 2)
    assert mcnemar_exact(2, 8) == mcnemar_exact(8, 2)


def test_what_was_skipped_is_told_once_until_it_was_measured() -> None:
    gone = Skipped(wanted="gone", policy="", error="UnknownModelError", message="No model is called 'gone'.")
    policy = Skipped(wanted="small", policy="mcts", error="BadSettingsError", message="It cannot.")
    assert (gone, policy) == make_table([gone, gone, policy]).skipped
    small = arm("Small", PolicyName.MCTS)
    assert (gone,) == make_table([gone, policy, *measured(small, "1")]).skipped


def test_the_table_is_written_in_each_form() -> None:
    cunning = arm('=Tiny|"<b>', parameters=1)
    records: list[Record] = [*measured(SMALL, "10"), *measured(cunning, "11"), SPEED, KL]
    records.append(Skipped(wanted="gone", policy="", error="E", message="It is gone."))
    table = make_table(records)
    markdown = as_markdown(table).splitlines()
    assert markdown[0].startswith("| model | quantization | policy | set |")
    assert len({line.replace("\\|", "").count("|") for line in markdown[:4]}) == 1
    assert "- Skipped gone: It is gone." in markdown
    lines = list(csv.DictReader(io.StringIO(as_csv(table))))
    assert ["small", "'=tiny|\"<b>"] == [line["model"] for line in lines]
    assert ["0.5", "1.0"] == [line["accuracy"] for line in lines]
    told = json.loads(as_json(table))
    assert (0.0512, 100.0) == (told["rows"][0]["kl_nats"], told["rows"][0]["pp512"])
    page = as_html(table, ["<svg></svg>"])
    assert "<svg></svg>" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_speed_can_be_left_out() -> None:
    slow, fast = (make_table([*measured(SMALL, "10", seconds=seconds), SPEED]) for seconds in (2.0, 1.0))
    assert table_object(slow) != table_object(fast)
    assert table_object(slow, speed=False) == table_object(fast, speed=False)


def test_what_is_missing_in_all_rows_is_said_once_instead_of_shown() -> None:
    table = make_table(measured(SMALL, "10"))
    names = {column.name for column in columns_of(table)}
    assert not {"effective_size", "energy_joules_per_problem", "pp512", "kl_nats"} & names
    assert {column.name for column in compact_columns(table)} < names
    size, energy = notes_of(table)
    assert size.startswith("No effective size: only 1 size of the family measured")
    assert "No energy: this system does not tell it." == energy


def test_the_matrix_has_each_problem_once_in_natural_order() -> None:
    records: list[Record] = [SMALL, *(solved(SMALL, number, right=number % 2 == 0) for number in (10, 2, 1))]
    failed = msgspec.structs.replace(solved(LARGE, 2), failure="no")
    table = make_table([*records, LARGE, failed])
    lines = list(csv.reader(io.StringIO(matrix_csv(table.rows))))
    assert ["problem", "Small Q4_K_M, greedy (own)", "Large Q4_K_M, greedy (own)"] == lines[0]
    assert [["own/p1", "wrong", ""], ["own/p2", "right", "failed"], ["own/p10", "right", ""]] == lines[1:]


def test_arms_that_give_up_lines_below_different_chances_are_told_apart() -> None:
    weighted = arm("Small", PolicyName.WEIGHTED)
    early = msgspec.structs.replace(weighted, settings=replace(weighted.settings, reject_below=0.04))
    table = make_table([*measured(weighted, "10"), *measured(early, "11")])
    assert ["weighted-best-of-n normal", "weighted-best-of-n below 4 % normal"] == [
        row.label.rpartition(", ")[2] for row in table.rows
    ]
    assert [0.0, 0.04] == [row["reject_below"] for row in json.loads(as_json(table))["rows"]]
