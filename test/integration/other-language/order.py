"""An upstream and a downstream team in another language: knows the topics, and where the broker and the registry are.

    order.py BROKERS REGISTRY ORDER_ID

Places an order and, once a line comes on standard input, approves it and places a second one that needs no approval.
Prints every record of the first order on orders.outcomes that is there by the time the second one is confirmed.
"""
import json
import sys
import time

import fastavro
from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, topic_record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

brokers, registry_url, order_id = sys.argv[1:]
marker_id = f"{order_id}-marker"
registry = SchemaRegistryClient({"url": registry_url})
producer = Producer({"bootstrap.servers": brokers})
now = int(time.time() * 1000)


def produce(topic, name, value):
    subject = f"{topic}-orders.v1.{name}"
    schema = registry.get_latest_version(subject).schema
    fastavro.parse_schema(json.loads(schema.schema_str))
    serialize = AvroSerializer(
        registry,
        schema,
        conf={"auto.register.schemas": False, "use.latest.version": True, "subject.name.strategy": topic_record_subject_name_strategy},
    )
    body = serialize(value, SerializationContext(topic, MessageField.VALUE))
    producer.produce(topic, key=value["orderId"], value=body)
    producer.flush()


def place(order, requires_approval):
    produce("orders.placed", "OrderPlaced", {
        "orderId": order,
        "customerId": "customer-1",
        "email": "ada@shop.example",
        "currency": "EUR",
        "items": [{"sku": "TEA-1", "quantity": 2, "unitPriceMinor": 1250}],
        "address": {"name": "Ada", "line1": "Main St 1", "city": "Lisbon", "postalCode": "1100", "country": "PT"},
        "requiresApproval": requires_approval,
        "placedAt": now,
    })


def outcomes():
    """Everything about the order, up to the marker's outcome on every partition read from the beginning."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": f"other-{order_id}", "auto.offset.reset": "earliest"})
    consumer.subscribe(["orders.outcomes"])
    deserialize = AvroDeserializer(registry)
    seen, confirmed = [], set()
    while not {order_id, marker_id} <= confirmed:
        message = consumer.poll(60)
        if message is None:
            raise SystemExit("no outcome within 60 s")
        if message.error():
            raise SystemExit(str(message.error()))
        key = message.key().decode()
        if key not in (order_id, marker_id):
            continue
        headers = {name: value.decode() for name, value in message.headers()}
        value = deserialize(message.value(), SerializationContext("orders.outcomes", MessageField.VALUE))
        confirmed.add(key)
        if key == order_id:
            seen.append({"key": key, "headers": headers, "value": {"orderId": value["orderId"], "emailSent": value.get("emailSent")}})
    consumer.close()
    return seen


place(order_id, True)
print("placed", flush=True)
sys.stdin.readline()
produce("orders.approvals", "OrderApproved", {"orderId": order_id, "approvedBy": "kim", "approvedAt": now})
place(marker_id, False)
print(json.dumps(outcomes()), flush=True)
