"""A team that knows nothing of the bridge but its topics, and where the broker and the registry are.

    client.py BROKERS REGISTRY ORDER_ID

Does what each line on standard input says, and answers each with one line of JSON:

    place     places the order
    approve   approves it, and answers with its first outcome
    finish    places another order that needs no approval, reads on until that one has its outcome and to what was
              then the end of every partition, and answers with every outcome of the first order
"""

import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient, topic_record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

OUTCOMES = "orders.outcomes"
WITHIN_SECONDS = 60

brokers, registry_url, order_id = sys.argv[1:]
registry = SchemaRegistryClient({"url": registry_url})
producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True})


def produce(topic, name, value):
    schema = registry.get_latest_version(f"{topic}-orders.v1.{name}").schema
    serialize = AvroSerializer(
        registry,
        schema.schema_str,
        conf={"auto.register.schemas": False, "subject.name.strategy": topic_record_subject_name_strategy},
    )
    errors = []
    producer.produce(
        topic,
        key=value["orderId"].encode(),
        value=serialize(value, SerializationContext(topic, MessageField.VALUE)),
        on_delivery=lambda error, _: error and errors.append(error),
    )
    if producer.flush(WITHIN_SECONDS) > 0 or errors:
        sys.exit(f"not written to {topic}: {errors or 'no answer'}")


def now():
    return int(time.time() * 1000)


def place(order, **more):
    """Without `requiresApproval` in `more` the schema's default holds."""
    produce("orders.placed", "OrderPlaced", {
        "orderId": order,
        "customerId": "customer-1",
        "email": "ada@shop.example",
        "currency": "EUR",
        "items": [{"sku": "TEA-1", "quantity": 2, "unitPriceMinor": 1250}],
        "address": {"name": "Ada", "line1": "Main St 1", "city": "Lisbon", "postalCode": "1100", "country": "PT"},
        "placedAt": now(),
        **more,
    })


class Outcomes:
    """Every record of the topic, from its beginning on."""

    def __init__(self):
        self.consumer = Consumer({
            "bootstrap.servers": brokers,
            "group.id": f"reader-of-{order_id}",
            "enable.auto.commit": False,
        })
        self.deserialize = AvroDeserializer(registry)
        partitions = self.consumer.list_topics(OUTCOMES, WITHIN_SECONDS).topics[OUTCOMES].partitions
        self.next = dict.fromkeys(partitions, 0)
        self.consumer.assign([TopicPartition(OUTCOMES, partition, OFFSET_BEGINNING) for partition in partitions])
        self.seen = []

    def of(self, order):
        return [outcome for outcome in self.seen if outcome["key"] == order]

    def read_until(self, is_enough):
        deadline = time.monotonic() + WITHIN_SECONDS
        while not is_enough():
            if time.monotonic() > deadline:
                sys.exit(f"not seen within {WITHIN_SECONDS} s; seen: {json.dumps(self.seen)}")
            message = self.consumer.poll(1)
            if message is None:
                continue
            if message.error():
                sys.exit(str(message.error()))
            self.next[message.partition()] = message.offset() + 1
            context = SerializationContext(OUTCOMES, MessageField.VALUE)
            self.seen.append({
                "key": message.key().decode(),
                "value": self.deserialize(message.value(), context),
                # Pairs, as a name may come twice.
                "headers": [[name, value.decode()] for name, value in message.headers() or []],
            })

    def read_to_the_end(self):
        ends = {
            partition: self.consumer.get_watermark_offsets(TopicPartition(OUTCOMES, partition), WITHIN_SECONDS)[1]
            for partition in self.next
        }
        self.read_until(lambda: all(self.next[partition] >= end for partition, end in ends.items()))


outcomes = Outcomes()


def approve():
    produce("orders.approvals", "OrderApproved", {"orderId": order_id, "approvedBy": "kim", "approvedAt": now()})
    outcomes.read_until(lambda: outcomes.of(order_id))
    return outcomes.of(order_id)[0]


def finish():
    marker = f"{order_id}-marker"
    place(marker, requiresApproval=False)
    outcomes.read_until(lambda: outcomes.of(marker))
    outcomes.read_to_the_end()
    return outcomes.of(order_id)


STEPS = {"place": lambda: place(order_id), "approve": approve, "finish": finish}

for line in sys.stdin:
    # Times come as datetime.
    print(json.dumps(STEPS[line.strip()](), default=str), flush=True)
