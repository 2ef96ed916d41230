"""Writes records the way other languages do, which build on librdkafka.

    writer.py BROKERS TOPIC COMPRESSION FILE

The file holds their values, a JSON array of strings.
"""

import json
import sys

from confluent_kafka import Producer

brokers, topic, compression, file = sys.argv[1:]
producer = Producer({"bootstrap.servers": brokers, "compression.type": compression, "linger.ms": 200})
errors = []
with open(file) as opened:
    values = json.load(opened)
for value in values:
    producer.produce(topic, value=value.encode(), on_delivery=lambda error, _: error and errors.append(error))
if producer.flush(60) > 0 or errors:
    sys.exit(f"not written to {topic}: {errors or 'no answer'}")
