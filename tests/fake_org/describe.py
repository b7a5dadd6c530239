"""What an org says about its objects: the list of them, and describe with the key set of a real answer."""

from typing import Any, Final

from tests.fake_org.messages import Refusal, Response, answer
from tests.fake_org.schema import ADDRESS, BOOLEAN, DATETIME, INTEGER, Field, SObject
from tests.fake_org.state import Call

_SOAP_TYPES: Final = {
    "id": "tns:ID",
    "reference": "tns:ID",
    BOOLEAN: "xsd:boolean",
    "date": "xsd:date",
    DATETIME: "xsd:dateTime",
    INTEGER: "xsd:int",
}
_MASTER: Final = ("Master", "012000000000000AAA")


def list_sobjects(call: Call) -> Response:
    """Answer GET /sobjects."""
    objects = [_summary(sobject, call.version) for sobject in call.state.contents.sobjects.values()]
    return answer({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects})


def describe(call: Call) -> Response:
    """Answer GET /sobjects/{X}/describe: the fields that this user may see."""
    sobject = call.state.contents.sobject(call.params["sobject"])
    if sobject is None:
        raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
    settings = call.state.settings
    whole = {
        **_summary(sobject, call.version),
        "actionOverrides": [],
        "childRelationships": [],
        "compactLayoutable": True,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [_field(sobject, field, settings.labels) for field in sobject.fields],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": _record_types(sobject, call.version, more=settings.record_types),
        "searchLayoutable": True,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [{"label": f"All {sobject.label_plural.lower()}", "name": "everything"}],
    }
    return answer(whole)


def _summary(sobject: SObject, version: str) -> dict[str, Any]:
    base = f"/services/data/v{version}/sobjects/{sobject.name}"
    yes = dict.fromkeys(
        ("createable", "deletable", "layoutable", "mruEnabled", "queryable", "replicateable", "retrieveable"),
        True,
    )
    no = dict.fromkeys(
        (
            "activateable",
            "customSetting",
            "deepCloneable",
            "deprecatedAndHidden",
            "hasSubtypes",
            "isInterface",
        ),
        False,
    )
    return {
        **yes,
        **no,
        "associateEntityType": None,
        "associateParentEntity": None,
        "custom": sobject.name.endswith("__c"),
        "feedEnabled": True,
        "isSubtype": False,
        "keyPrefix": sobject.prefix,
        "label": sobject.label,
        "labelPlural": sobject.label_plural,
        "mergeable": sobject.name in ("Account", "Contact", "Lead"),
        "name": sobject.name,
        "searchable": True,
        "triggerable": True,
        "undeletable": True,
        "updateable": True,
        "urls": {"describe": f"{base}/describe", "rowTemplate": f"{base}/{{ID}}", "sobject": base},
    }


def _record_types(sobject: SObject, version: str, *, more: bool) -> list[dict[str, Any]]:
    kinds = [_MASTER, *([("Partner", "012Fk0000000001AAE")] if more else [])]
    base = f"/services/data/v{version}/sobjects/{sobject.name}/describe/layouts"
    return [
        {
            "active": True,
            "available": True,
            "defaultRecordTypeMapping": master,
            "developerName": name,
            "master": master,
            "name": name,
            "recordTypeId": record_type,
            "urls": {"layout": f"{base}/{record_type}"},
        }
        for name, record_type in kinds
        for master in [name == _MASTER[0]]
    ]


def _field(sobject: SObject, field: Field, labels: Any) -> dict[str, Any]:
    return {
        **_CONSTANT,
        "aggregatable": field.type not in (BOOLEAN, ADDRESS),
        "byteLength": field.length * 3 if field.type not in ("id", "reference") else 18,
        "compoundFieldName": field.compound,
        "createable": field.updateable,
        "custom": field.custom,
        "defaultValue": False if field.type == BOOLEAN else None,
        "defaultedOnCreate": field.type in (BOOLEAN, DATETIME),
        "extraTypeInfo": _extra(field),
        "filterable": field.type != ADDRESS,
        "groupable": field.type not in (ADDRESS, DATETIME),
        "idLookup": field.type == "id",
        "label": labels.get(f"{sobject.name}.{field.name}", field.label),
        "length": field.length,
        "name": field.name,
        "nameField": field.name == "Name",
        "nillable": field.nillable,
        "permissionable": field.nillable and field.name not in ("FirstName", "Salutation"),
        "picklistValues": [_choice(value) for value in field.picklist],
        "polymorphicForeignKey": len(field.reference_to) > 1,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship,
        "searchPrefilterable": field.type == "reference",
        "soapType": _SOAP_TYPES.get(field.type, "urn:address" if field.type == ADDRESS else "xsd:string"),
        "sortable": field.type != ADDRESS,
        "type": field.type,
        "updateable": field.updateable,
    }


def _extra(field: Field) -> str | None:
    if field.compound == "Name" or (field.name == "Name" and field.length == 121):
        return "personname"
    return "plaintextarea" if field.name.endswith("Street") else None


def _choice(value: str) -> dict[str, Any]:
    return {"active": True, "defaultValue": False, "label": value, "validFor": None, "value": value}


_CONSTANT: Final[dict[str, Any]] = {
    **dict.fromkeys(
        (
            "aiPredictionField",
            "autoNumber",
            "calculated",
            "cascadeDelete",
            "caseSensitive",
            "dependentPicklist",
            "deprecatedAndHidden",
            "displayLocationInDecimal",
            "encrypted",
            "externalId",
            "formulaTreatNullNumberAsZero",
            "highScaleNumber",
            "htmlFormatted",
            "namePointing",
            "queryByDistance",
            "restrictedDelete",
            "restrictedPicklist",
            "unique",
            "writeRequiresMasterRead",
        ),
        False,
    ),
    **dict.fromkeys(
        (
            "calculatedFormula",
            "controllerName",
            "defaultValueFormula",
            "filteredLookupInfo",
            "inlineHelpText",
            "mask",
            "maskType",
            "referenceTargetField",
            "relationshipOrder",
        )
    ),
    **dict.fromkeys(("digits", "precision", "scale"), 0),
}
