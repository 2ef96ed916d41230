import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what its input says, a step a line: begin P, send P TOPIC PARTITION KEY VALUE, flush P, commit P, abort P. A
 * producer whose name begins with `t` is transactional. At `go` it prints the offset of each record that was sent, then
 * `done`. Keys and values are Base64; `-` is null.
 */
public class Writer {
  private static final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] step = line.split(" ");
      switch (step[0]) {
        case "begin" -> producer(args[0], step[1]).beginTransaction();
        case "send" -> sent.add(producer(args[0], step[1]).send(new ProducerRecord<>(
            step[2], Integer.valueOf(step[3]), bytes(step[4]), bytes(step[5]))));
        case "flush" -> producer(args[0], step[1]).flush();
        case "commit" -> producer(args[0], step[1]).commitTransaction();
        case "abort" -> producer(args[0], step[1]).abortTransaction();
        case "go" -> {
          StringBuilder answer = new StringBuilder();
          for (Future<RecordMetadata> one : sent) answer.append(one.get().offset()).append('\n');
          sent.clear();
          System.out.print(answer.append("done\n"));
          System.out.flush();
        }
        default -> throw new IllegalArgumentException(line);
      }
    }
    System.exit(0);
  }

  private static KafkaProducer<byte[], byte[]> producer(String broker, String name) {
    return producers.computeIfAbsent(name, (id) -> {
      Map<String, Object> config = new HashMap<>();
      config.put("bootstrap.servers", broker);
      config.put("enable.idempotence", true);
      // What is sent up to a flush is a batch.
      config.put("linger.ms", 60_000);
      config.put("delivery.timeout.ms", 300_000);
      config.put("max.block.ms", 300_000);
      if (id.endsWith("z")) config.put("compression.type", "gzip");
      if (!id.startsWith("t"))
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      config.put("transactional.id", id);
      config.put("transaction.timeout.ms", 600_000);
      KafkaProducer<byte[], byte[]> made =
          new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      made.initTransactions();
      return made;
    });
  }

  private static byte[] bytes(String text) {
    return text.equals("-") ? null : Base64.getDecoder().decode(text);
  }
}
