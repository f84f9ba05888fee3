package dev.quern.engine.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromotionTest {

  @Test
  void theTableIsSymmetricAndReflexive() {
    for (PrimitiveType a : PrimitiveType.values()) {
      assertThat(Promotion.common(a, a)).contains(a);
      for (PrimitiveType b : PrimitiveType.values()) {
        assertThat(Promotion.common(a, b)).as("%s, %s", a, b).isEqualTo(Promotion.common(b, a));
      }
    }
  }

  @Test
  void theCommonTypeHoldsBoth() {
    for (PrimitiveType a : PrimitiveType.values()) {
      for (PrimitiveType b : PrimitiveType.values()) {
        Optional<DType> common = Promotion.common(a, b);
        if (a.isNumeric() && b.isNumeric()) {
          assertThat(common).as("%s, %s", a, b).isPresent();
          assertThat(common.get().byteWidth())
              .isGreaterThanOrEqualTo(Math.max(a.byteWidth(), b.byteWidth()));
          assertThat(common.get().isFloating()).isEqualTo(a.isFloating() || b.isFloating());
        } else if (a != b) {
          assertThat(common).as("%s, %s", a, b).isEmpty();
        }
      }
    }
    assertThat(Promotion.common(DType.INT32, DType.FLOAT32)).contains(DType.FLOAT64);
    assertThat(Promotion.common(DType.INT16, DType.FLOAT32)).contains(DType.FLOAT32);
  }

  @Test
  void unsignedIntegersMeetSignedOnesInTheSmallestThatHoldsBoth() {
    assertThat(Promotion.common(DType.UINT8, DType.UINT16)).contains(DType.UINT16);
    assertThat(Promotion.common(DType.UINT8, DType.INT8)).contains(DType.INT16);
    assertThat(Promotion.common(DType.UINT8, DType.INT32)).contains(DType.INT32);
    assertThat(Promotion.common(DType.UINT32, DType.INT32)).contains(DType.INT64);
    assertThat(Promotion.common(DType.UINT32, DType.UINT64)).contains(DType.UINT64);
    assertThat(Promotion.common(DType.UINT64, DType.INT8)).contains(DType.decimal(20, 0));
    assertThat(Promotion.common(DType.UINT16, DType.FLOAT32)).contains(DType.FLOAT32);
    assertThat(Promotion.common(DType.UINT32, DType.FLOAT32)).contains(DType.FLOAT64);
    assertThat(Promotion.common(DType.UINT8, DType.decimal(4, 2))).contains(DType.decimal(5, 2));
    assertThat(Promotion.common(DType.UINT64, DType.decimal(4, 2))).contains(DType.decimal(22, 2));
    assertThat(Promotion.signed(DType.UINT32)).isEqualTo(DType.INT64);
    assertThat(Promotion.signed(DType.UINT64)).isEqualTo(DType.decimal(20, 0));
    assertThat(Promotion.signed(DType.INT8)).isEqualTo(DType.INT8);
  }

  @Test
  void parameterisedTypesMeetInWhatHoldsBoth() {
    assertThat(Promotion.common(DType.decimal(10, 2), DType.decimal(8, 5)))
        .contains(DType.decimal(13, 5));
    assertThat(Promotion.common(DType.decimal(15, 2), DType.INT32)).contains(DType.decimal(15, 2));
    assertThat(Promotion.common(DType.decimal(15, 2), DType.INT64)).contains(DType.decimal(21, 2));
    assertThat(Promotion.common(DType.FLOAT32, DType.decimal(15, 2))).contains(DType.FLOAT64);
    assertThat(Promotion.common(DType.timestamp(TimeUnit.MILLI), DType.timestamp(TimeUnit.NANO)))
        .contains(DType.timestamp(TimeUnit.NANO));
    assertThat(
            Promotion.common(
                DType.timestamp(TimeUnit.MILLI), DType.timestamp(TimeUnit.MILLI, "UTC")))
        .isEmpty();
    assertThat(Promotion.common(DType.DATE, DType.timestamp(TimeUnit.MICRO)))
        .contains(DType.timestamp(TimeUnit.MICRO));
  }
}
