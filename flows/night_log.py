"""What a run tells Prefect's log as it goes on: a line a source and a batch, in counts; nothing of a report."""

from prefect.logging import get_run_logger

from flows.night_report import ACCEPTED, NightReport
from flows.sources import Listing
from flows.stages import Ingested


def log_source(listing: Listing) -> None:
    """Say what one source holds."""
    found, unsettled, later = len(listing.parcels), len(listing.unsettled), listing.not_yet
    get_run_logger().info(
        f"Nguồn “{listing.source}”: {found} tệp, {unsettled} còn đang ghi, {later} của ngày sau / "
        f"source “{listing.source}”: {found} files, {unsettled} still being written, {later} of days to come"
    )


def log_out_of_reach(source: str) -> None:
    """Say that one source gave nothing."""
    get_run_logger().warning(f"Nguồn “{source}” không liên lạc được / source “{source}” is out of reach")


def log_batch(number: int, batches: int, done: Ingested) -> None:
    """Say what came of one batch."""
    by_outcome = done.outcomes.groupby("outcome")["number"].sum()
    accepted, returned = (int(by_outcome.reindex(names, fill_value=0).sum()) for names in (ACCEPTED, ["returned"]))
    rows = sum(done.rows.values())
    get_run_logger().info(
        f"Lô {number}/{batches}: {done.files} tệp, nhận {accepted}, trả lại {returned}, nạp {rows} dòng / "
        f"batch {number} of {batches}: {done.files} files, {accepted} accepted, {returned} returned, {rows} rows loaded"
    )


def log_end(report: NightReport) -> None:
    """Say what the night came to."""
    rows, letters = sum(report.mart_rows.values()), report.letters
    get_run_logger().info(
        f"Xong: {report.files} tệp mới, {rows} dòng tổng hợp, {letters} thư mới / "
        f"done: {report.files} new files, {rows} mart rows rewritten, {letters} new letters"
    )
