"""Schema `core`, the publications: cuts that were sealed for a review."""

import sqlalchemy as sa

from expectations.warehouse.columns import instant, metadata, text, whole

publication = sa.Table(
    "publication",
    metadata,
    text("name", "Name of the publication; used once (tên bản công bố)", key=True),
    whole("cut_id", "Last cut in it; nothing is added to a sealed cut", sa.ForeignKey("core.cut.cut_id")),
    instant("as_of_at", "Instant as of which it tells; whatever comes later is in a later cut (tính đến thời điểm)"),
    instant("sealed_at", "When it was sealed (thời điểm chốt)"),
    text("sealed_by", "Who sealed it (người chốt)", null=True),
    text("because", "Why it was sealed (lý do)"),
    text("manifest", "What it holds: tables, inputs, rules, program, with their hashes, as the JSON that was signed"),
    text("key_id", "Fingerprint of the key that signed (khóa ký)"),
    text("signature", "Ed25519 signature over the manifest, base64 (chữ ký)"),
    text("sha256", "SHA-256 of the sealed file (mã băm tệp)"),
    schema="core",
    comment="Cuts that were sealed for a review, reproducible bit for bit (bản chốt số liệu)",
)
