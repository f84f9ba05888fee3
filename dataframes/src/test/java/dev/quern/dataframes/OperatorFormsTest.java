package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readIpc;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.quern.dataframes.ops.BuildTable;
import dev.quern.dataframes.ops.MergeAggregates;
import dev.quern.dataframes.ops.MergeTops;
import dev.quern.dataframes.ops.Pipeline;
import dev.quern.dataframes.ops.SliceRows;
import dev.quern.engine.ArchitectureRules;
import dev.quern.engine.graph.FusedOperator;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.SerializableForms;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.store.SpillFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators of frames are data: they get out of the process and back. */
class OperatorFormsTest {
  record Row(long id, String name, double weight) {}

  private static final List<Row> ROWS =
      IntStream.range(0, 5000).mapToObj(i -> new Row(i, "n" + i % 10, i / 4.0)).toList();

  @TempDir Path folder;

  @Test
  void everyOperatorIsMadeOfWhatCanBeSerialized() {
    List<Class<?>> operators =
        ArchitectureRules.classesOf("dev.quern.dataframes.ops").stream()
            .filter(type -> type.isAssignableTo(Operator.class))
            .<Class<?>>map(JavaClass::reflect)
            .toList();

    assertThat(operators).hasSizeGreaterThanOrEqualTo(5);
    assertThat(operators)
        .allSatisfy(operator -> assertThat(SerializableForms.faultsOf(operator)).isEmpty());
  }

  @Test
  void operatorsComeBackAsTheyWere() {
    try (Session session = Session.local().workers(1).memory("64m").open();
        MemoryBudget memory = MemoryBudget.root("test", 1 << 20);
        SpillFiles spill = new SpillFiles(folder, OptionalLong.empty())) {
      Set<Class<?>> met = new HashSet<>();
      session.run(
          () -> {
            for (DataFrame frame : frames()) {
              for (Operator operator : operators(frame)) {
                met.add(operator.getClass());
                TaskCodec.Encoded encoded = TaskCodec.encode(operator);
                try (TaskCodec.Decoded decoded = TaskCodec.decode(encoded, memory, spill)) {
                  assertThat(decoded.value()).hasToString(operator.toString());
                }
              }
            }
          });
      assertThat(met)
          .contains(
              Pipeline.class,
              MergeAggregates.class,
              MergeTops.class,
              SliceRows.class,
              BuildTable.class);
    }
  }

  private List<DataFrame> frames() {
    DataFrame rows = Frames.of(Row.class, ROWS).toFrame();
    String parquet = folder.resolve("rows").toString();
    String csv = folder.resolve("rows.csv").toString();
    String ipc = folder.resolve("rows.arrow").toString();
    rows.writeParquet(parquet);
    rows.writeCsv(csv);
    rows.writeIpc(ipc);
    DataFrame read = readParquet(parquet + "/*.parquet");
    return List.of(
        rows,
        read.filter(col("weight").gt(15).and(col("name").ne("n3"))).limit(10),
        readCsv(csv)
            .groupBy("name")
            .agg(count().as("n"), mean("weight").as("w"), std("id").as("s")),
        readIpc(ipc).sort(desc("weight"), "name"),
        read.sort(desc("id")).limit(7),
        read.union(readIpc(ipc)).limit(3),
        read.join(readCsv(csv), on("id"), Frames.LEFT).agg(sum("weight").as("sum")),
        read.join(
            readIpc(ipc),
            Frames.on("name").where(col("id").gt(col("id_right").plus(4000))),
            Frames.ANTI),
        read.crossJoin(readIpc(ipc).agg(sum("weight").as("sum")))
            .select(col("name").str().substring(2, 1).as("n"), col("sum")),
        read.withColumn("w", col("weight").times(2).cast(DType.INT64)),
        read.groupBy("name")
            .agg(Frames.collectList("id").orderBy(desc("weight")).as("ids"))
            .withColumns(
                col("ids")
                    .list()
                    .transform(x -> x.plus(col("name").str().length()))
                    .list()
                    .reduce(0, (sum, x) -> sum.plus(x))
                    .as("sum"),
                col("ids").toJson().str().fromJson(DType.list(DType.FLOAT64)).as("json"))
            .sort("ids", "json"));
  }

  private static List<Operator> operators(DataFrame frame) {
    TaskGraph graph = frame.lazyChunks().optimized().graph();
    return IntStream.range(0, graph.size())
        .mapToObj(graph::operator)
        .flatMap(
            operator ->
                operator instanceof FusedOperator(List<FusedOperator.Step> steps)
                    ? steps.stream().map(FusedOperator.Step::operator)
                    : List.of(operator).stream())
        .toList();
  }
}
