"""What a SCIM client asks first: what the server can do and which resources it has."""

from __future__ import annotations

from typing import Any

from gatelight.scim.schemas import BASE, USER

MAX_RESULTS = 100


def service_provider_config(documentation: str) -> dict[str, Any]:
    """`documentation` is the address of the API's page."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "documentationUri": documentation,
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MAX_RESULTS},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {
                "name": "HTTP Basic",
                "description": "An organization's public key as user, secret key as password.",
                "specUri": "https://www.rfc-editor.org/rfc/rfc7617",
                "type": "httpbasic",
                "primary": True,
            }
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": f"{BASE}/ServiceProviderConfig",
        },
    }


RESOURCE_TYPES: list[dict[str, Any]] = [
    {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "description": "A member of the organization",
        "schema": USER,
        "schemaExtensions": [],
        "meta": {"resourceType": "ResourceType", "location": f"{BASE}/ResourceTypes/User"},
    }
]


def _attribute(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    } | more


SCHEMAS: list[dict[str, Any]] = [
    {
        "id": USER,
        "name": "User",
        "description": "A member of the organization",
        "attributes": [
            _attribute(
                "userName",
                "string",
                "The e-mail address; it never changes",
                required=True,
                mutability="immutable",
                uniqueness="server",
            ),
            _attribute(
                "name",
                "complex",
                "The person's name",
                subAttributes=[
                    _attribute("formatted", "string", "The whole name"),
                    _attribute("givenName", "string", "Read when formatted is missing"),
                    _attribute("familyName", "string", "Read when formatted is missing"),
                ],
            ),
            _attribute("displayName", "string", "Read when name is missing"),
            _attribute(
                "emails",
                "complex",
                "The same address as userName",
                multiValued=True,
                mutability="readOnly",
                subAttributes=[_attribute("value", "string", "The address")],
            ),
            _attribute("active", "boolean", "Whether the person belongs to the organization"),
            _attribute(
                "password",
                "string",
                "For a new account only",
                mutability="writeOnly",
                returned="never",
            ),
            _attribute(
                "roles",
                "complex",
                "One of OWNER, ADMIN, MEMBER, VIEWER, NONE",
                multiValued=True,
                subAttributes=[_attribute("value", "string", "The role")],
            ),
        ],
        "meta": {"resourceType": "Schema", "location": f"{BASE}/Schemas/{USER}"},
    }
]
