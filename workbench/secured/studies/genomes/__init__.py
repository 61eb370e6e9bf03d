# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Studies of genomes: releases of genotypes in the one flow, beacons, phenotypes and published frequencies."""
