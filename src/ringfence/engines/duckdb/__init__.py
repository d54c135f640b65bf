"""DuckDB carries out a plan for a whole list: the same logic, its look-ups as joins, exactly in order."""

from ringfence.engines.duckdb.judge import judge_list, judge_worlds

__all__ = ["judge_list", "judge_worlds"]
