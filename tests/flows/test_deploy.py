"""`deploy/prefect.yaml` on a real Prefect server: deployed, triggered with changes, fired by a schedule."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.migration import upgrade
from flows.nightly import CRON, TIMEZONE
from flows.warehouse_engine import reach_warehouse
from tests.flows.surroundings import ROOT

DECLARED = yaml.safe_load((ROOT / "deploy" / "prefect.yaml").read_text(encoding="utf-8"))
SECONDS = 120


def test_the_schedule_is_the_same_in_code_and_deployment() -> None:
    (nightly, refresh, replay) = DECLARED["deployments"]
    assert nightly["schedules"] == [{"cron": CRON, "timezone": TIMEZONE}]
    assert refresh["schedules"] == replay["schedules"] == []
    assert not [
        each for each in DECLARED["deployments"] if "concurrency_limit" in each
    ]  # Prefect keeps dead runs' slots


def test_deployed_triggered_and_fired_by_a_schedule(
    prefect_api: str, days: Callable[..., Path], tmp_path: Path
) -> None:
    warehouse = f"sqlite:///{tmp_path / 'warehouse.sqlite'}"
    upgrade(reach_warehouse(warehouse))
    reports = days("2025-09-01", "2025-09-02")
    (tmp_path / "parkwatch.toml").write_text(
        f'home = "{tmp_path}/var"\nwarehouse = "{warehouse}"\nsettle_seconds = 0\n'
        f'[[sources]]\nname = "board"\nurl = "{reports}"\n'
    )
    variables = {"PREFECT_API_URL": prefect_api, "PARKWATCH_SETTINGS": str(tmp_path / "parkwatch.toml")}
    with temporary_settings({PREFECT_API_URL: prefect_api}), get_client(sync_client=True) as client:
        for command in told_in_the_readme("prefect work-pool", "prefect deploy"):
            prefect(*command, **variables)
        nightly = client.read_deployment_by_name("nightly/nightly")
        assert [each.schedule for each in nightly.schedules] == [CronSchedule(cron=CRON, timezone=TIMEZONE)]
        with worker(tmp_path, **variables):
            changed = {"sources": ["board"], "now": "2025-09-01"}
            triggered = client.create_flow_run_from_deployment(nightly.id, parameters=changed)
            by_hand = client.create_flow_run_from_deployment(client.read_deployment_by_name("refresh/refresh").id)
            assert ended(client, triggered.id) == "COMPLETED"
            assert ended(client, by_hand.id) == "COMPLETED"
            assert files_in(warehouse) == 1
            soon = DeploymentScheduleCreate(schedule=IntervalSchedule(interval=timedelta(seconds=5)), active=True)
            client.create_deployment_schedules(nightly.id, [soon])
            assert ended(client, first_scheduled(client, nightly.id)) == "COMPLETED"
            for schedule in client.read_deployment_schedules(nightly.id):
                client.delete_deployment_schedule(nightly.id, schedule.id)
        assert files_in(warehouse) == 2


def told_in_the_readme(*beginnings: str) -> list[list[str]]:
    """The arguments of the commands that README gives for a Prefect server of one's own."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    return [
        line.partition("#")[0].split()[1:] for beginning in beginnings for line in lines if line.startswith(beginning)
    ]


def prefect(*arguments: str, **variables: str) -> None:
    """Run the `prefect` command from the root of the repository; it must end well."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def worker(folder: Path, **variables: str) -> Iterator[None]:
    """A Prefect worker in a process of its own."""
    brisk = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_WORKER_PREFETCH_SECONDS": "2"}
    (told,) = told_in_the_readme("prefect worker")
    command = [sys.executable, "-m", "prefect", *told]
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **brisk, **variables}, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ended(client: SyncPrefectClient, flow_run: UUID) -> str:
    """How a flow run ended."""
    return str(
        soon(
            lambda: client.read_flow_run(flow_run).state, lambda state: state is not None and state.is_final()
        ).type.value
    )


def first_scheduled(client: SyncPrefectClient, deployment: UUID) -> UUID:
    """The first run that a schedule made and that has begun."""
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId

    chosen = DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))

    def begun() -> list[Any]:
        runs = client.read_flow_runs(deployment_filter=chosen)
        return [run for run in runs if run.auto_scheduled and run.start_time is not None]

    found: UUID = soon(begun, bool)[0].id
    return found


def soon(look: Callable[[], Any], enough: Callable[[Any], bool]) -> Any:
    """What `look` sees once it is enough."""
    deadline = time.monotonic() + SECONDS
    while not enough(seen := look()):
        if time.monotonic() > deadline:
            pytest.fail(f"not within {SECONDS} seconds: {seen!r}")
        time.sleep(0.3)
    return seen


def files_in(url: str) -> int:
    """How many files the ledger of a warehouse holds."""
    with reach_warehouse(url).connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM arrival").scalar_one())
