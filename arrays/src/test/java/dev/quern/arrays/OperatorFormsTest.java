package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.eye;
import static dev.quern.arrays.NDArrays.random;
import static dev.quern.arrays.NDArrays.readNpy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.quern.arrays.lower.ArrayLowering;
import dev.quern.arrays.ops.AssembleBlock;
import dev.quern.arrays.ops.ElementwiseBlock;
import dev.quern.arrays.ops.MatMulBlock;
import dev.quern.arrays.ops.NpyWriteBlock;
import dev.quern.arrays.ops.PartialReduce;
import dev.quern.arrays.ops.ReshapeBlock;
import dev.quern.arrays.ops.SourceBlock;
import dev.quern.engine.ArchitectureRules;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.SerializableForms;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.store.SpillFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators of arrays are data: they get out of the process and back. */
class OperatorFormsTest {
  @TempDir Path folder;

  @Test
  void everyOperatorIsMadeOfWhatCanBeSerialized() {
    List<Class<?>> operators =
        ArchitectureRules.classesOf("dev.quern.arrays.ops").stream()
            .filter(type -> type.isAssignableTo(Operator.class))
            .<Class<?>>map(JavaClass::reflect)
            .toList();

    assertThat(operators).hasSizeGreaterThanOrEqualTo(8);
    assertThat(operators)
        .allSatisfy(operator -> assertThat(SerializableForms.faultsOf(operator)).isEmpty());
  }

  /* Records of arrays are not equal to their copies, but their bytes are. */
  @Test
  void operatorsComeBackAsTheyWere() {
    Set<Class<?>> met = new HashSet<>();
    try (MemoryBudget memory = MemoryBudget.root("test", 1 << 20);
        SpillFiles spill = new SpillFiles(folder, OptionalLong.empty())) {
      for (LazyChunks chunks : chunks()) {
        for (int task = 0; task < chunks.graph().size(); task++) {
          Operator operator = chunks.graph().operator(task);
          met.add(operator.getClass());
          TaskCodec.Encoded encoded = TaskCodec.encode(operator);
          try (TaskCodec.Decoded decoded = TaskCodec.decode(encoded, memory, spill)) {
            assertThat(TaskCodec.encode(decoded.value()).toBytes()).isEqualTo(encoded.toBytes());
          }
        }
      }
    }
    assertThat(met)
        .contains(
            AssembleBlock.class,
            ElementwiseBlock.class,
            MatMulBlock.class,
            NpyWriteBlock.class,
            PartialReduce.class,
            ReshapeBlock.class,
            SourceBlock.class);
  }

  private List<LazyChunks> chunks() {
    Path file = folder.resolve("x.npy");
    NDArray x = random(42).normal(40, 30).chunk(10, 10);
    x.writeNpy(file);
    NDArray read = readNpy(file).chunk(20, 10);
    return List.of(
        x.minus(x.mean(0)).divide(x.std(0)).lazyChunks(),
        read.slice("3:33, 5:25").lazyChunks(),
        x.rechunk(7, 30).lazyChunks(),
        read.reshape(30, 40).lazyChunks(),
        arange(1200).reshape(40, 30).matmul(eye(30)).lazyChunks(),
        NDArrays.of(new double[] {1, 2, 3}, 3).argmax(0).lazyChunks(),
        ArrayLowering.lowerToNpy(x.plan(), file, 128));
  }
}
