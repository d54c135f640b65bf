"""The plain evaluator: a pack judged over plain values, slowly and readably; the judge over every engine.

Stands beside the engines, never on a call's way. Takes a checked pack and a world, gives a `Judgement`.
It shares no line with the compiler or an engine, so that agreeing with it means something.
"""

from ringfence.policy.plain.judge import judge

__all__ = ["judge"]
