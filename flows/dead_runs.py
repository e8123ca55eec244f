"""What Prefect still holds of runs that died with the machine: their states, and the slots of earlier limits."""

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import State, StateType

GOING_ON = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
DEAD = "Bị ngắt cùng máy chủ / it was killed with the server"


async def close_dead_runs() -> None:
    """Say of all runs that seem to go on that they have crashed; the caller knows that none does."""
    async with get_client() as client:
        while dead := await client.read_flow_runs(flow_run_filter=_going_on()):
            for run in dead:
                await client.set_flow_run_state(run.id, State(type=StateType.CRASHED, message=DEAD), force=True)
        await free_slots(client)


async def free_slots(client: PrefectClient) -> None:
    """Take away the limits that deployments of earlier versions had."""
    for deployment in await client.read_deployments():
        if deployment.global_concurrency_limit is not None:
            await client.delete_global_concurrency_limit_by_name(deployment.global_concurrency_limit.name)


def _going_on() -> FlowRunFilter:
    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=GOING_ON)))
