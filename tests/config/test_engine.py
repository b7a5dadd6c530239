import pytest
from pydantic import ValidationError

from audit.config.engine import EngineSettings, bytes_of


@pytest.mark.parametrize(
    ("size", "expected"),
    [("512MB", 512_000_000), ("2GB", 2_000_000_000), ("2 GiB", 2 << 30), ("1.5gb", 1_500_000_000), ("700000000B", 7e8)],
)
def test_sizes_are_read_as_people_write_them(size: str, expected: float) -> None:
    assert bytes_of(size) == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"worker_memory": "much"}, "a size looks like 512MB or 2GB, not 'much'"),
        ({"worker_memory": "2"}, "a size looks like 512MB or 2GB, not '2'"),
        ({"worker_memory": "64MB"}, "a worker needs 400MB or more, not 64MB"),
        ({"scheduler": "10.0.0.5"}, "the address of a scheduler looks like tcp://10.0.0.5:8786"),
        ({"scheduler": "http://10.0.0.5:8787"}, "the address of a scheduler looks like tcp://10.0.0.5:8786"),
        ({"workers": 0}, "greater than or equal to 1"),
        ({"rows_per_part": 0}, "greater than or equal to 1"),
        ({"kind": "spark"}, "'memory', 'parts' or 'dask'"),
    ],
)
def test_what_cannot_be_is_told(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        EngineSettings.model_validate(settings)
    assert message in str(raised.value)
