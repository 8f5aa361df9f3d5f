"""A Terraform provider that knows a schema and can do nothing: SCHEMA.json SOCKET.

Terraform itself checks every argument against it, once attached with TF_REATTACH_PROVIDERS, which
is what this prints. Protocol 6.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import msgpack
from tf.gen import tfplugin_pb2 as pb
from tf.gen import tfplugin_pb2_grpc as rpc

ADDRESS = "registry.terraform.io/hashicorp/aws"
NESTING = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}
UNKNOWN = msgpack.ExtType(0, b"\0")
PROVIDER = {
    "attributes": {"region": {"type": "string", "optional": True}},
    "block_types": {
        "default_tags": {
            "nesting_mode": "list",
            "max_items": 1,
            "block": {"attributes": {"tags": {"type": ["map", "string"], "optional": True}}},
        }
    },
}


def block(description: dict[str, Any]) -> Any:
    attributes = [
        pb.Schema.Attribute(
            name=name,
            type=json.dumps(entry["type"]).encode(),
            required=entry.get("required", False),
            optional=entry.get("optional", False),
            computed=entry.get("computed", False),
        )
        for name, entry in sorted(description["attributes"].items())
    ]
    nested = [
        pb.Schema.NestedBlock(
            type_name=name,
            block=block(entry["block"]),
            nesting=NESTING[entry["nesting_mode"]],
            min_items=entry.get("min_items", 0),
            max_items=entry.get("max_items", 0),
        )
        for name, entry in sorted(description.get("block_types", {}).items())
    ]
    return pb.Schema.Block(attributes=attributes, block_types=nested)


def schema(description: dict[str, Any]) -> Any:
    return pb.Schema(version=0, block=block(description))


class Provider(rpc.ProviderServicer):  # type: ignore[misc]
    """Answers what `terraform validate` and `terraform test` with mocks ask."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.resources = {name: schema(e["block"]) for name, e in known["resource"].items()}
        self.data = {name: schema(e["block"]) for name, e in known["data"].items()}

    def GetMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802
        metadata = pb.GetMetadata
        return metadata.Response(
            resources=[metadata.ResourceMetadata(type_name=name) for name in self.resources],
            data_sources=[metadata.DataSourceMetadata(type_name=name) for name in self.data],
        )

    def GetProviderSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.GetProviderSchema.Response(
            provider=schema(PROVIDER),
            resource_schemas=self.resources,
            data_source_schemas=self.data,
        )

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.ConfigureProvider.Response()

    def ReadResource(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request: Any, context: Any) -> Any:  # noqa: N802
        proposed = msgpack.unpackb(
            request.proposed_new_state.msgpack, ext_hook=msgpack.ExtType, strict_map_key=False
        )
        if proposed is None:
            return pb.PlanResourceChange.Response(planned_state=request.proposed_new_state)
        attributes = self.known["resource"][request.type_name]["block"]["attributes"]
        for name, entry in attributes.items():
            if entry.get("computed") and proposed.get(name) is None:
                proposed[name] = UNKNOWN
        planned = pb.DynamicValue(msgpack=msgpack.packb(proposed))
        return pb.PlanResourceChange.Response(planned_state=planned)

    def StopProvider(self, request: Any, context: Any) -> Any:  # noqa: N802
        return pb.StopProvider.Response()


def main(path: str, socket: str) -> None:
    known = json.loads(Path(path).read_text(encoding="utf-8"))
    server = grpc.server(futures.ThreadPoolExecutor(8))
    rpc.add_ProviderServicer_to_server(Provider(known), server)
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    attach = {
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": os.getpid(),
        "Test": True,
        "Addr": {"Network": "unix", "String": socket},
    }
    print(json.dumps({ADDRESS: attach}), flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
