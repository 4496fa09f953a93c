"""How much is taken in at a time, whoever sends it and to whatever address: files go to the disk before anybody has looked at them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class AtMost(FileUploadHandler):
    """First among settings.FILE_UPLOAD_HANDLERS: stops when a request holds more than UPLOAD_MOST_BYTES of files."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None) -> None:  # noqa: N803 - Django's name
        self._demand(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._taken += len(raw_data)
        self._demand(self._taken)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # the handlers after it keep the file

    def _demand(self, size: int) -> None:
        if size > settings.UPLOAD_MOST_BYTES:
            raise RequestDataTooBig
