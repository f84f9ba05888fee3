package dev.quern.engine.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class StringKernelTest {

  private static final long SEED = 20_260_209;

  private MemoryBudget budget;

  @BeforeEach
  void keep(MemoryBudget testBudget) {
    budget = testBudget;
  }

  private interface Body {
    void run(Kernels tier, KernelData data, List<String> texts, Views views, String context);
  }

  private void forAll(Body body) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.FEW_SIZES) {
        for (int longest : new int[] {3, 12, 14, 40, 300}) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            List<String> texts = texts(data, n, longest);
            Views views = views(data, texts);
            body.run(tier, data, texts, views, data.context(tier, "longest " + longest, n, 100));
          }
        }
      }
    }
  }

  private static List<String> texts(KernelData data, int n, int longest) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean again = i > 0 && data.random.nextInt(3) == 0;
      int length = data.random.nextInt(longest + 1);
      texts.add(again ? texts.get(data.random.nextInt(texts.size())) : ViewData.text(data, length));
    }
    return texts;
  }

  private static Views views(KernelData data, List<String> texts) {
    return ViewData.views(data, texts.stream().map(t -> t.getBytes(UTF_8)).toList());
  }

  /** Constants that occur, nearly occur and do not. */
  private static List<String> constants(KernelData data, List<String> texts) {
    List<String> constants = new ArrayList<>(List.of("", "a", "\u00e4", "abcabcabcabca"));
    for (int i = 0; i < 4 && !texts.isEmpty(); i++) {
      String text = texts.get(data.random.nextInt(texts.size()));
      constants.add(text);
      constants.add(text + "\0");
      constants.add(piece(data, text));
    }
    return constants;
  }

  private static String piece(KernelData data, String text) {
    int points = text.codePointCount(0, text.length());
    int from = data.random.nextInt(points + 1);
    int to = from + data.random.nextInt(points - from + 1);
    return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
  }

  private static int order(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
  }

  @Test
  void comparesWithConstantsAndColumns() {
    forAll(
        (tier, data, texts, views, context) -> {
          int n = texts.size();
          MemorySegment out = data.bitmap(n);
          List<String> others = texts(data, n, 20);
          for (int i = 0; i < n; i += 2) {
            others.set(i, texts.get(i) + (i % 6 == 0 ? "a" : ""));
          }
          Views otherViews = views(data, others);
          for (CompareOp op : CompareOp.values()) {
            for (String constant : constants(data, texts)) {
              tier.string().compare(op, views, constant.getBytes(UTF_8), out, n);
              Check.bits(
                  out,
                  i -> op.test(order(texts.get(i), constant)),
                  n,
                  context + " " + op + " " + constant);
            }
            tier.string().compare(op, views, otherViews, out, n);
            Check.bits(out, i -> op.test(order(texts.get(i), others.get(i))), n, context + op);
          }
        });
  }

  @Test
  void findsPrefixesSuffixesAndSubstrings() {
    forAll(
        (tier, data, texts, views, context) -> {
          int n = texts.size();
          MemorySegment out = data.bitmap(n);
          for (String constant : constants(data, texts)) {
            String with = context + " '" + constant + "'";
            byte[] bytes = constant.getBytes(UTF_8);
            tier.string().startsWith(views, bytes, out, n);
            Check.bits(out, i -> texts.get(i).startsWith(constant), n, with + " startsWith");
            tier.string().endsWith(views, bytes, out, n);
            Check.bits(out, i -> texts.get(i).endsWith(constant), n, with + " endsWith");
            tier.string().contains(views, bytes, out, n);
            Check.bits(out, i -> texts.get(i).contains(constant), n, with + " contains");
          }
        });
  }

  @Test
  void likeAgreesWithRegularExpressions() {
    forAll(
        (tier, data, texts, views, context) -> {
          int n = texts.size();
          MemorySegment out = data.bitmap(n);
          for (int times = 0; times < 25; times++) {
            String like = likePattern(data, texts);
            Pattern regex = Pattern.compile(regex(like), Pattern.DOTALL);
            tier.string().like(views, LikePattern.compile(like, '!'), out, n);
            Check.bits(
                out, i -> regex.matcher(texts.get(i)).matches(), n, context + " LIKE " + like);
          }
        });
  }

  private static String likePattern(KernelData data, List<String> texts) {
    StringBuilder like = new StringBuilder();
    for (int parts = data.random.nextInt(5); parts >= 0; parts--) {
      String text = texts.isEmpty() ? "ab" : texts.get(data.random.nextInt(texts.size()));
      switch (data.random.nextInt(6)) {
        case 0 -> like.append('_');
        case 1 -> like.append("!_!%!!");
        case 2 -> like.append(text);
        case 3 -> like.append((char) ('a' + data.random.nextInt(3)));
        case 4 -> like.append(piece(data, text)).append('%');
        default -> like.append('%');
      }
    }
    return like.toString();
  }

  private static String regex(String like) {
    StringBuilder regex = new StringBuilder();
    boolean escaped = false;
    for (int point : like.codePoints().toArray()) {
      if (!escaped && point == '!') {
        escaped = true;
        continue;
      }
      if (!escaped && point == '%') {
        regex.append(".*");
      } else if (!escaped && point == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(Character.toString(point)));
      }
      escaped = false;
    }
    return regex.toString();
  }

  @Test
  void substrings() {
    forAll(
        (tier, data, texts, views, context) -> {
          int n = texts.size();
          MemorySegment out = data.allocate((long) Views.BYTES * n);
          for (int[] cut : new int[][] {{0, 2}, {0, 12}, {3, 13}, {1, 4}, {5, 1000}, {2, 0}}) {
            tier.string().substring(views, cut[0], cut[1], out, n);
            for (int i = 0; i < n; i++) {
              String text = texts.get(i);
              int points = text.codePointCount(0, text.length());
              int from = text.offsetByCodePoints(0, Math.min(cut[0], points));
              int to = text.offsetByCodePoints(0, Math.min(cut[0] + cut[1], points));
              assertThat(text(views, out, i))
                  .as("%s, row %d", context, i)
                  .isEqualTo(text.substring(from, to));
            }
          }
        });
  }

  /** The string of view {@code i}, which must be zero padded when it is inline. */
  private static String text(Views strings, MemorySegment views, int i) {
    int length = views.get(Slots.INT32, 16L * i);
    byte[] bytes = new byte[length];
    if (length <= Views.INLINE) {
      MemorySegment.copy(views, Slots.INT8, 16L * i + 4, bytes, 0, length);
      for (int pad = length; pad < Views.INLINE; pad++) {
        assertThat(views.get(Slots.INT8, 16L * i + 4 + pad)).isZero();
      }
    } else {
      MemorySegment buffer = strings.buffers()[views.get(Slots.INT32, 16L * i + 8)];
      long offset = views.get(Slots.INT32, 16L * i + 12);
      MemorySegment.copy(buffer, Slots.INT8, offset, bytes, 0, length);
      assertThat(views.get(Slots.INT32, 16L * i + 4)).isEqualTo(buffer.get(Slots.INT32, offset));
    }
    return new String(bytes, UTF_8);
  }

  @Test
  void lengths() {
    forAll(
        (tier, data, texts, views, context) -> {
          int n = texts.size();
          MemorySegment out = data.allocate(LaneType.INT32, n);
          tier.string().byteLength(views, out, n);
          for (int i = 0; i < n; i++) {
            Check.equal(Slots.int32(out, i), texts.get(i).getBytes(UTF_8).length, context, i);
          }
          tier.string().codePointLength(views, out, n);
          for (int i = 0; i < n; i++) {
            String text = texts.get(i);
            Check.equal(Slots.int32(out, i), text.codePointCount(0, text.length()), context, i);
          }
        });
  }
}
