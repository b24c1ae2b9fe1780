"""200 SIGKILLs under load, a full disk, four processes on one file: the long version of `tests/audit/test_crash.py`.

    python -m tests.bench.audit_crash [--kills 200] [--records 300]

Results go to `tests/bench/results/audit.json` under `crash`.
"""

from __future__ import annotations

import argparse

from tests.audit.crash import main
from tests.bench.results_file import save

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=300)
    options = parser.parse_args()
    save("audit", "crash", main(options.kills, options.records))
