package dev.quern.scheduler.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quern.engine.DataException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.StorageException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.Token;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.run.Computation;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapsuleTest {
  private static final Schema SCHEMA =
      Schema.of(Field.of("n", DType.INT64), Field.of("text", DType.UTF8));
  private static final SourceLine WHERE = new SourceLine("App", "main", "App.java", 31);

  @TempDir Path folder;

  @Test
  void aFailedTaskCanBeRunAgainWithItsInputs() throws IOException {
    Throwable first = fail(new Adds("no %s today", Optional.of("sum"), Path.of("some", "file")));

    Capsule capsule = Capsule.open(onlyCapsule());
    assertThat(cause(first).getSuppressed())
        .singleElement()
        .satisfies(notice -> assertThat(notice).hasMessageContaining(capsule.path().toString()));
    assertThat(capsule.node()).isEqualTo("add");
    assertThat(capsule.source()).isEqualTo("App.java:31");
    assertThat(capsule.toString())
        .contains("add (at App.java:31) failed", "no sum today: 3 + 7 + 30 + 5 + 0, file some/file")
        .contains("partition 4", "Adds", "workers=1", "Java " + Runtime.version());
    Throwable again = catchThrowable(capsule::run);
    assertThat(again)
        .isInstanceOf(TaskFailedException.class)
        .hasMessage(first.getMessage())
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(cause(first).getMessage());
    assertThat(cause(again).getStackTrace()[0].getMethodName()).isEqualTo("apply");
  }

  @Test
  void aFreshVirtualMachineGetsTheSameException() throws Exception {
    Throwable first = fail(new Adds("no %s", Optional.empty(), Path.of("file")));

    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Replay.class.getName(),
                onlyCapsule().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).contains("again: " + first.getMessage());
    assertThat(java.waitFor()).as(said).isZero();
  }

  @Test
  void aTaskThatSucceedsThisTimeReturns() throws IOException {
    Path missing = folder.resolve("later");
    Throwable unused = fail(new NeedsFile(missing));
    assertThat(unused).isInstanceOf(TaskFailedException.class);
    Files.createFile(missing);

    assertThatCode(Capsule.open(onlyCapsule())::run).doesNotThrowAnyException();
  }

  @Test
  void anOperatorThatIsNoDataIsNamedAndTheFailureIsToldAsEver() throws IOException {
    Throwable failure = fail(new HoldsThread(Thread.currentThread()));

    assertThat(failure).hasMessageContaining("planted").isInstanceOf(TaskFailedException.class);
    assertThat(cause(failure).getSuppressed())
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice)
                    .hasMessageContaining("no capsule of add")
                    .hasMessageContaining("java.lang.Thread does not implement"));
    assertThat(capsules()).isEmpty();
  }

  @Test
  void aDamagedCapsuleIsRefused() throws IOException {
    Path broken = folder.resolve("broken.capsule");
    assertThatThrownBy(() -> Capsule.open(broken)).isInstanceOf(StorageException.class);
    Files.writeString(broken, "no zip");
    assertThatThrownBy(() -> Capsule.open(broken)).isInstanceOf(DataException.class);
  }

  @Test
  void onlyNamedClassesComeBack() {
    TaskCodec.Encoded encoded = TaskCodec.encode(new java.util.concurrent.atomic.AtomicLong(5));
    assertThat(encoded.classes()).contains("java.util.concurrent.atomic.AtomicLong");

    assertThatThrownBy(
            () ->
                TaskCodec.decode(
                    encoded.trusting(java.util.Set.of()),
                    dev.quern.engine.memory.MemoryBudget.root("test", 1),
                    dev.quern.engine.spill.NoSpillSpace.NONE))
        .isInstanceOf(DataException.class);
  }

  /** Runs the capsule that the argument names, as a person with a debugger would. */
  static final class Replay {
    public static void main(String[] arguments) {
      try {
        Capsule.open(Path.of(arguments[0])).run();
      } catch (TaskFailedException e) {
        System.out.println("again: " + e.getMessage());
      }
    }
  }

  /* A batch, a list, a spool, a block and an object go into the task that fails. */
  private Throwable fail(Operator last) throws IOException {
    Token inputs = Token.of("input");
    Token add = Token.of("add");
    Origin origin = Origin.of("input");
    TaskGraph graph =
        TaskGraph.builder()
            .add(inputs.at(0), new Makes(0), origin)
            .add(inputs.at(1), new Makes(1), origin)
            .add(inputs.at(2), new Makes(2), origin)
            .add(inputs.at(3), new Makes(3), origin)
            .add(inputs.at(4), new Makes(4), origin)
            .add(
                add.at(4),
                last,
                new Origin("add", WHERE),
                List.of(inputs.at(0), inputs.at(1), inputs.at(2), inputs.at(3), inputs.at(4)))
            .build();
    try (Session session =
        Session.local()
            .workers(1)
            .memory("64m")
            .spillDirectory(folder)
            .capsules(folder.resolve("capsules"))
            .open()) {
      Key output = add.at(4);
      try (Computation computation = session.submit(LazyChunks.of(graph, List.of(output)))) {
        return catchThrowable(computation::join);
      }
    }
  }

  private static Throwable cause(Throwable failure) {
    return Objects.requireNonNull(failure.getCause(), "a failed task has a cause");
  }

  private Path onlyCapsule() throws IOException {
    assertThat(capsules()).hasSize(1);
    return capsules().getFirst();
  }

  private List<Path> capsules() throws IOException {
    Path all = folder.resolve("capsules");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(all)) {
      return files.toList();
    }
  }

  private record Makes(int kind) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      return switch (kind) {
        case 0 -> batch(context, 1, 2);
        case 1 ->
            BatchList.of(SCHEMA, List.of(batch(context, 3, 4), batch(context), batch(context, 0)));
        case 2 -> {
          try (Spool spool = new Spool(context.spill(), "test", SCHEMA)) {
            spool.add(batch(context, 10, 20));
            yield spool.finish();
          }
        }
        case 3 -> {
          Block block = Block.allocate(context.memory(), DType.FLOAT64, 2, 1);
          block.values().set(ValueLayout.JAVA_DOUBLE, 0, 2);
          block.values().set(ValueLayout.JAVA_DOUBLE, 8, 3);
          yield block;
        }
        default -> new Value<>("zero");
      };
    }

    private static Batch batch(TaskContext context, long... numbers) {
      try (ColumnBuilder n = new ColumnBuilder(context.memory(), DType.INT64, numbers.length);
          ColumnBuilder text = new ColumnBuilder(context.memory(), DType.UTF8, numbers.length)) {
        for (long number : numbers) {
          n.append(number);
          text.append("a longer text than fits a view: " + number);
        }
        return Batch.of(SCHEMA, numbers.length, List.of(n.build(), text.build()));
      }
    }
  }

  private record Adds(String message, Optional<String> what, Path file) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      Block block = (Block) inputs.get(3);
      throw new IllegalStateException(
          "%s: %d + %d + %d + %.0f + %d, file %s"
              .formatted(
                  message.formatted(what.orElse("reason")),
                  sum((Batch) inputs.get(0)),
                  ((BatchList) inputs.get(1)).batches().stream().mapToLong(Adds::sum).sum(),
                  ((SpooledBatches) inputs.get(2))
                      .load(context.memory()).stream()
                          .mapToLong(
                              batch -> {
                                try (batch) {
                                  return sum(batch);
                                }
                              })
                          .sum(),
                  block.doubleAt(0) + block.doubleAt(1),
                  ((Value<?>) inputs.get(4)).value().equals("zero") ? 0 : 1,
                  file));
    }

    private static long sum(Batch batch) {
      long sum = 0;
      for (int row = 0; row < batch.rows(); row++) {
        sum += Values.longAt(batch.column(0), row);
      }
      return sum;
    }
  }

  private record NeedsFile(Path file) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      if (!Files.exists(file)) {
        throw new StorageException(file + " is missing");
      }
      return new Value<>(1);
    }
  }

  private record HoldsThread(Thread thread) implements Operator, Serializable {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      throw new IllegalStateException("planted");
    }
  }
}
