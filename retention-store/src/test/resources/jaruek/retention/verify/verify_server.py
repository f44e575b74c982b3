"""Asks verify.py about many files in one process, in bounded memory: a name a line on standard input.

    verify_server.py VERIFY.PY

Answers UNCHANGED, CHANGED with the place and what, or FAULT with what went wrong in the verifier, with tabs between.
"""

import importlib.util
import resource
import sys
import tempfile
import traceback

MEMORY_BYTES_MAX = 1 << 30

spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
sys.dont_write_bytecode = True
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)
resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))


def answer(name, openssl):
    try:
        with open(name, "rb") as file:
            verify.Export(file, openssl).check()
        return ["UNCHANGED"]
    except verify.Changed as changed:
        verify.shown_text(str(changed)).encode("utf-8")
        return ["CHANGED", changed.where, changed.what]
    except BaseException:
        return ["FAULT", traceback.format_exc()]


with tempfile.TemporaryDirectory() as folder:
    for line in sys.stdin:
        said = answer(line.rstrip("\n"), verify.OpenSsl(folder))
        print("\t".join(word.encode("unicode_escape").decode("ascii") for word in said), flush=True)
