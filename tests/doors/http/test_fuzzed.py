"""Whatever the description allows, and much that it does not, is answered or told as a problem: nothing breaks."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from ringfence.doors.http.app import made_app
from ringfence.wiring.served import Served

pytestmark = pytest.mark.siege

CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance]


def hold(operation, mode, headers):
    """Send what Hypothesis makes of one route's description, and hold every answer to it."""

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def every(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    every()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_nothing_that_is_sent_breaks_a_route(gate, keys, kept, mode):
    schema = schemathesis.openapi.from_asgi("/openapi.json", made_app(Served(gate), kept, "test"))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) >= 17
    for operation in operations:
        if mode is GenerationMode.POSITIVE or list(operation.iter_parameters()) or operation.body:
            hold(operation, mode, {"Authorization": f"Bearer {keys['all']}"})
