"""Great Expectations over frames of the warehouse, a suite for all that is asked of one.

Importing it takes seconds, so only `asked` does.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

import polars as pl

_COUNTS = ("observed_value", "element_count", "missing_count", "unexpected_count")
# What Great Expectations imports for distributions and pictures, a third of the time that it takes.
_SPARED = ("scipy.stats", "altair")
_NAMING = ("column", "column_A", "column_B", "column_list")


@dataclass(frozen=True)
class Question:
    """An expectation of a frame: its type in Great Expectations and the arguments, under the code of its rule."""

    code: str
    frame: pl.DataFrame
    expectation: str
    kwargs: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """Whether the frame meets the expectation, the counts, and the places of the rows that do not.

    `expected`: for an expectation of the whole table, the number that it should have.
    """

    success: bool
    guilty: tuple[int, ...]
    observed: Mapping[str, int]
    expected: int | None


def asked(questions: Sequence[Question]) -> dict[str, Answer]:
    """The answer to each question by its code; a suite for all that are about one frame.

    Nothing is written and nothing is sent. Raises ValueError, naming the rule, for what cannot be asked.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # Read at import.
    answers: dict[str, Answer] = {}
    for about in _by_frame(questions):
        answers |= _suite(about)
    return answers


@lru_cache
def _whole() -> Any:
    """A batch definition whose batch is the frame that it is given."""
    for name in _SPARED:
        sys.modules.setdefault(name, _Later(name))
    import great_expectations as gx
    from great_expectations.data_context.types import base

    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    frames = context.data_sources.add_pandas("warehouse").add_dataframe_asset("frames")
    return frames.add_batch_definition_whole_dataframe("whole")


class _Later(ModuleType):
    """Stands for a module that is loaded where anything of it is first used, whoever imports it before."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def _by_frame(questions: Sequence[Question]) -> list[list[Question]]:
    frames: dict[int, list[Question]] = {}
    for question in questions:
        frames.setdefault(id(question.frame), []).append(question)
    return list(frames.values())


def _suite(questions: Sequence[Question]) -> dict[str, Answer]:
    """Ask one suite of one frame, and which rows are guilty only where some are: looking for them takes a third more.

    Without a checkpoint around it, whose bookkeeping takes longer than the judging.
    """
    # Python's own Decimal and int in every cell: floats, which pandas would make of some, compare wrongly.
    exact = _about(questions).to_pandas(integer_object_nulls=True).astype(object)
    batch = _whole().get_batch({"dataframe": exact})
    answers = _answers(batch, questions, "BASIC")
    broken = [q for q in questions if not answers[q.code].success or answers[q.code].observed.get("unexpected_count")]
    return answers | (_answers(batch, broken, "COMPLETE") if broken else {})


def _about(questions: Sequence[Question]) -> pl.DataFrame:
    """The columns that the questions name, for each is hashed; the whole frame where one names none, or conditions."""
    frame = questions[0].frame
    if any("row_condition" in q.kwargs or q.kwargs.keys().isdisjoint(_NAMING) for q in questions):
        return frame
    given = [q.kwargs[key] for q in questions for key in _NAMING if key in q.kwargs]
    named = [name for each in given for name in (each if isinstance(each, list | tuple) else [each])]
    return frame.select(name for name in frame.columns if name in named)


def _answers(batch: Any, questions: Sequence[Question], told: str) -> dict[str, Answer]:
    import great_expectations as gx

    suite = gx.ExpectationSuite(name=questions[0].code, expectations=[_expectation(question) for question in questions])
    return dict(_answer(result) for result in batch.validate(suite, result_format=told).results)


def _expectation(question: Question) -> Any:
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        return ExpectationConfiguration(
            type=question.expectation, kwargs=dict(question.kwargs), meta={"rule": question.code}
        ).to_domain_obj()
    except (LookupError, ValueError, GreatExpectationsError) as error:
        raise ValueError(f"rule {question.code!r}: {question.expectation} is no expectation: {error}") from error


def _answer(judged: Any) -> tuple[str, Answer]:
    config = judged.expectation_config
    code = config.meta["rule"]
    if not judged.result:
        raise ValueError(f"rule {code!r} cannot be judged: {judged.exception_info}")
    observed = {name: judged.result[name] for name in _COUNTS if name in judged.result}
    guilty = tuple(judged.result.get("unexpected_index_list") or ())
    return code, Answer(bool(judged.success), guilty, observed, config.kwargs.get("value"))
