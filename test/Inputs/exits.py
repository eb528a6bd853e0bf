#!/usr/bin/env python3
"""exits.py STATUS COMMAND...: runs the command, passes its output on, and fails unless it ended with exactly that status."""
import subprocess
import sys

result = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
sys.stdout.buffer.write(result.stdout)
if result.returncode != int(sys.argv[1]):
    print(f"exits.py: status {result.returncode}, expected {sys.argv[1]}")
    sys.exit(1)
