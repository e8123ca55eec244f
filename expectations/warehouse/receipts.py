"""Schema `intake`, the receipts: what was received when and with what outcome, signed and chained."""

import sqlalchemy as sa

from expectations.warehouse.columns import metadata, text, whole

receipt = sa.Table(
    "receipt",
    metadata,
    whole(
        "arrival_rank",
        "The file received; its place in the ledger",
        sa.ForeignKey("intake.arrival.arrival_rank"),
        key=True,
    ),
    text("body", "What is receipted, as the JSON text that was signed (nội dung biên nhận)"),
    text("sha256", "SHA-256 of that text; the next receipt names it (mã băm biên nhận)"),
    text("key_id", "Fingerprint of the key that signed (khóa ký)"),
    text("signature", "Ed25519 signature over that text, base64 (chữ ký)"),
    sa.UniqueConstraint("sha256"),
    schema="intake",
    comment="Receipts of every file, each naming the one before; written once, never changed (biên nhận)",
)
