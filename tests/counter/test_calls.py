"""The calls of the counter interface, each with its answers and its refusals, over real HTTP."""

from __future__ import annotations

import base64
import concurrent.futures
import uuid
from typing import Any

import pytest
from conftest import Counter, refused
