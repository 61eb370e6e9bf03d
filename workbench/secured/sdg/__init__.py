# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SDG: make synthetic people from real ones, D2.1 section 6."""

from secured.sdg.dp_spec import DPSpec
from secured.sdg.generator import Fitted, Generator
from secured.sdg.images.denoising_diffusion import DenoisingDiffusion, FittedDiffusion
from secured.sdg.tables.kernel_density import FittedKernelDensity, KernelDensity

__all__ = [
    "DPSpec",
    "DenoisingDiffusion",
    "Fitted",
    "FittedDiffusion",
    "FittedKernelDensity",
    "Generator",
    "KernelDensity",
]
