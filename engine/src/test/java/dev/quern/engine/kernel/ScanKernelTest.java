package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.kernel.scalar.ScalarScan;
import dev.quern.engine.kernel.simd.SimdScan;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
final class ScanKernelTest {
  private static final ScanKernel SCALAR = new ScalarScan();
  private static final ScanKernel SIMD = new SimdScan();

  @Test
  void marksWhatStandsOutsideQuotes(MemoryBudget budget) {
    for (ScanKernel kernel : new ScanKernel[] {SCALAR, SIMD}) {
      StructureMarks marks = scan(kernel, budget, "a,\"b,\n\"\"c\",d\ne\n", '"', false);
      assertThat(Arrays.copyOfRange(marks.positions(), 1, 1 + marks.count()))
          .containsExactly(1, 10, 12, 14);
      assertThat(marks.lines()).isEqualTo(2);
      assertThat(marks.inside()).isFalse();
      assertThat(marks.quotes()).isTrue();
      assertThat(marks.ascii()).isTrue();
      assertThat(marks.misplaced()).isEqualTo(Kernels.NONE);
    }
  }

  @Test
  void namesTheFirstMisplacedQuote(MemoryBudget budget) {
    for (ScanKernel kernel : new ScanKernel[] {SCALAR, SIMD}) {
      assertThat(scan(kernel, budget, "a,5\" disk,b\n", '"', false).misplaced()).isEqualTo(3);
      assertThat(scan(kernel, budget, "a,\"5\" disk,b\n", '"', false).misplaced()).isEqualTo(5);
      assertThat(scan(kernel, budget, "a,\"5\"\r\n", '"', false).misplaced()).isEqualTo(-1);
      String behindABlock = "x".repeat(61) + ",\"" + "y\"z\n";
      assertThat(scan(kernel, budget, behindABlock, '"', false).misplaced()).isEqualTo(65);
      String closesABlock = "x".repeat(60) + ",\"y\"" + "z\n";
      assertThat(scan(kernel, budget, closesABlock, '"', false).misplaced()).isEqualTo(64);
    }
  }

  @Test
  void withoutAQuoteEveryByteIsOutside(MemoryBudget budget) {
    for (ScanKernel kernel : new ScanKernel[] {SCALAR, SIMD}) {
      StructureMarks marks = scan(kernel, budget, "\"a,b\"\n", ScanKernel.NO_QUOTE, false);
      assertThat(marks.count()).isEqualTo(2);
      assertThat(marks.quotes()).isFalse();
    }
  }

  @Test
  void twinsAgreeOnRandomText(MemoryBudget budget) {
    for (long seed = 1; seed <= 3000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String alphabet = random.nextBoolean() ? ",\"\n\ra" : ",\"\nabcdefghijklmnopqrstuvwé€\r";
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(300);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      int quote = random.nextInt(5) == 0 ? ScanKernel.NO_QUOTE : '"';
      boolean inside = random.nextInt(4) == 0;
      StructureMarks expected = scan(SCALAR, budget, text.toString(), quote, inside);
      StructureMarks found = scan(SIMD, budget, text.toString(), quote, inside);
      String about = "seed " + seed + ": " + text;
      assertThat(found.count()).as(about).isEqualTo(expected.count());
      assertThat(Arrays.copyOfRange(found.positions(), 1, 1 + found.count()))
          .as(about)
          .isEqualTo(Arrays.copyOfRange(expected.positions(), 1, 1 + expected.count()));
      assertThat(found.lines()).as(about).isEqualTo(expected.lines());
      assertThat(found.inside()).as(about).isEqualTo(expected.inside());
      assertThat(found.quotes()).as(about).isEqualTo(expected.quotes());
      assertThat(found.ascii()).as(about).isEqualTo(expected.ascii());
      assertThat(found.misplaced()).as(about).isEqualTo(expected.misplaced());
    }
  }

  @Test
  void twinsCountAlike(MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(7);
    byte[] bytes = new byte[1000];
    random.nextBytes(bytes);
    for (int n = 0; n < 1000; n += 1 + random.nextInt(9)) {
      try (NativeBuffer buffer = budget.allocate(n)) {
        MemorySegment.copy(bytes, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, n);
        byte value = bytes[n / 2];
        assertThat(SIMD.count(buffer.segment(), n, value))
            .as("%d bytes", n)
            .isEqualTo(SCALAR.count(buffer.segment(), n, value));
      }
    }
  }

  private static StructureMarks scan(
      ScanKernel kernel, MemoryBudget budget, String text, int quote, boolean inside) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StructureMarks marks = new StructureMarks(bytes.length);
    try (NativeBuffer buffer = budget.allocate(bytes.length)) {
      // What lies behind the end must not matter: let it be what would matter most.
      buffer.segment().fill((byte) '"');
      MemorySegment.copy(bytes, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
      kernel.scan(buffer.segment(), bytes.length, (byte) ',', quote, inside, marks);
    }
    return marks;
  }
}
