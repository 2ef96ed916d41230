import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The reference: what Kafka's own client gives a reader of committed records. Its input names where to begin, a log a
 * line: TOPIC PARTITION OFFSET; and with `group GROUP` a group for which these offsets are committed. At `go` it reads all of them to their ends, prints `record TOPIC PARTITION OFFSET KEY
 * VALUE` for each record and `end TOPIC PARTITION OFFSET` for each log, then `done`. Base64; `-` is null.
 */
public class Reader {
  private static final long DEADLINE_MS = 180_000;

  public static void main(String[] args) throws Exception {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", args[0]);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "none");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]));
    Map<TopicPartition, Long> starts = new HashMap<>();
    String group = null;
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("group ")) {
        group = line.substring("group ".length());
      } else if (line.equals("go")) {
        admin.alterConsumerGroupOffsets(group, starts.entrySet().stream().collect(Collectors.toMap(
            Map.Entry::getKey, (start) -> new OffsetAndMetadata(start.getValue())))).all().get();
        System.out.print(read(consumer, starts));
        System.out.flush();
        starts.clear();
      } else {
        String[] start = line.split(" ");
        starts.put(new TopicPartition(start[0], Integer.parseInt(start[1])), Long.valueOf(start[2]));
      }
    }
    System.exit(0);
  }

  private static String read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> starts) {
    StringBuilder answer = new StringBuilder();
    consumer.assign(starts.keySet());
    starts.forEach(consumer::seek);
    // Where the last stable offset is, for a reader of committed records.
    Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet());
    long deadline = System.currentTimeMillis() + DEADLINE_MS;
    while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.currentTimeMillis() > deadline) throw new IllegalStateException("not read within the deadline");
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100)))
        answer.append(String.join(" ", "record", record.topic(), String.valueOf(record.partition()),
            String.valueOf(record.offset()), text(record.key()), text(record.value()))).append('\n');
    }
    ends.forEach((log, end) -> answer.append(
        String.join(" ", "end", log.topic(), String.valueOf(log.partition()), String.valueOf(end))).append('\n'));
    return answer.append("done\n").toString();
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "-" : Base64.getEncoder().encodeToString(bytes);
  }
}
