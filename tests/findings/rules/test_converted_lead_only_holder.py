from audit.config.profile import Profile
from audit.findings.rules.converted_lead_only_holder import RULE
from tests.findings.typed_in import LEEDS, LONDON, found_by, names, number, org, record, value

CONVERTED = record("00QA", sobject="Lead", is_converted=True)
IN_USE = record("003A")


def test_a_number_of_a_converted_lead_that_no_record_in_use_holds_is_found() -> None:
    found = found_by(
        RULE,
        org(
            [IN_USE],
            [value("003A", "phone", LEEDS)],
            [number(LEEDS, "003A")],
            converted_records=[CONVERTED],
            converted_values=[value("00QA", "mobile", LONDON), value("00QA", "phone", LONDON)],
        ),
    )
    assert names(found["record_id"]) == ["00QA"]
    assert found["field"].tolist() == ["Phone"]
    assert found["e164"].tolist() == [LONDON]


def test_a_number_that_came_along_to_the_contact_is_fine() -> None:
    context = org(
        [IN_USE],
        [value("003A", "phone", LONDON)],
        [number(LONDON, "003A")],
        converted_records=[CONVERTED],
        converted_values=[value("00QA", "phone", "020 7946 0018", LONDON, format="national")],
    )
    assert found_by(RULE, context).empty


def test_a_field_that_is_never_matched_holds_no_number_to_lose() -> None:
    context = org(
        [IN_USE],
        converted_records=[CONVERTED],
        converted_values=[value("00QA", "mobile", LONDON)],
        profile=Profile(match_slots=("phone",)),
    )
    assert found_by(RULE, context).empty


def test_an_included_converted_lead_that_alone_holds_a_number_is_found() -> None:
    found = found_by(RULE, org([IN_USE, CONVERTED], [value("00QA", "phone", LONDON)], [number(LONDON, "00QA")]))
    assert names(found["record_id"]) == ["00QA"]


def test_an_included_converted_lead_beside_a_record_in_use_is_fine() -> None:
    values = [value("00QA", "phone", LONDON), value("003A", "phone", LONDON)]
    by_priority = number(LONDON, "003A", decided_by="object_priority")
    assert found_by(RULE, org([IN_USE, CONVERTED], values, [by_priority])).empty


def test_a_lead_in_use_that_loses_to_a_converted_one_holds_the_number_too() -> None:
    values = [value("00QA", "phone", LONDON), value("00QB", "phone", LONDON)]
    by_date = number(LONDON, "00QA", decided_by="most_recent")
    assert found_by(RULE, org([CONVERTED, record("00QB", sobject="Lead")], values, [by_date])).empty
