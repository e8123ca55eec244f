"""An example or two of every subcommand, which its help ends with."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "run": (
        "parkwatch run",
        "parkwatch run bql cong-an --dry-run",
        "parkwatch run /srv/inbox/board --now 18/09/2026",
    ),
    "check": ("parkwatch check bao-cao.xlsx", "parkwatch check *.xlsx --data-docs trang-quy-tac"),
    "today": ("parkwatch today", "parkwatch today --all", "parkwatch today --json"),
    "status": ("parkwatch status", "parkwatch status --now 18/09/2026"),
    "rules": (
        "parkwatch rules",
        'parkwatch rules --disable SXKD-05 --from 01/01/2026 --to 31/03/2026 --because "Tết" --who "Phòng QLDN"',
    ),
    "export": (
        "parkwatch export park_month --in-units",
        "parkwatch export enterprise_month --in-units --excel -o doanh-nghiep.csv",
        "parkwatch export park_month --as-of 31/03/2026",
    ),
    "serve": ("parkwatch serve", "parkwatch serve --port 4300"),
    "init": ("parkwatch init", "parkwatch init --warehouse postgresql://parkwatch@db/parkwatch"),
    "upgrade": ("parkwatch upgrade",),
    "doctor": ("parkwatch doctor",),
    "explain": (
        "parkwatch explain SXKD-05 --reporter 2016861574 --period 2026-09 "
        '--because "Dây chuyền mới" --who "Phòng kế toán" --until 31/12/2026',
        "parkwatch explain --file giai-trinh.xlsx",
    ),
    "dossier": ('parkwatch dossier "Ngọc Mai"', "parkwatch dossier 2016861574 --all", "parkwatch dossier PA04 --json"),
    "trace": (
        "parkwatch trace park_month KP 2026-09 net_revenue",
        "parkwatch trace --file 2026-10-10/enterprises/bao-cao.xlsx",
    ),
    "revisions": ("parkwatch revisions --park KP --period 2026-09 --since 10/10/2026",),
    "letters": ("parkwatch letters --pending",),
    "deliver": ("parkwatch deliver", "parkwatch deliver 1f3a9c22"),
    "mark": ("parkwatch mark 1140 -o tra-lai", "parkwatch mark bao-cao.xlsx"),
    "accept": ('parkwatch accept 1140 --because "Đã gọi điện xác nhận" --who "Phòng QLDN"',),
    "confirm": ('parkwatch confirm 1140 --because "Đã đối chiếu hóa đơn" --who "Phòng QLDN"',),
    "withdraw": ('parkwatch withdraw 1140 --because "Doanh nghiệp xin rút"',),
    "close": ('parkwatch close sxkd-thang 2026-09 --because "Đã chốt số liệu quý III"',),
    "reopen": ('parkwatch reopen sxkd-thang 2026-09 --because "Sở yêu cầu điều chỉnh"',),
    "acts": ("parkwatch acts",),
    "replay": ("parkwatch replay --dry-run", "parkwatch replay --form sxkd-thang --since 01/10/2026"),
    "publish": (
        'parkwatch publish giao-ban-t9 --because "Họp giao ban tháng 9" --as-of 30/09/2026',
        "parkwatch publish verify giao-ban-t9",
    ),
    "diff": (
        "parkwatch diff 31/08/2026 now --table park_month",
        "parkwatch diff giao-ban-t9 now --format csv -o khac.csv",
    ),
    "receipt": ("parkwatch receipt 1140", "parkwatch receipt --verify bien-nhan.json bao-cao.xlsx"),
    "template": (
        "parkwatch template sxkd-thang --reporter 2016861574 --period 2026-09",
        "parkwatch template sxkd-thang --period 2026-09 --all-reporters --output bieu-mau",
    ),
}
