package dev.quern.arrays.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import org.junit.jupiter.api.Test;

class PromotionTest {
  private static final DType B = DType.BOOL;
  private static final DType I1 = DType.INT8;
  private static final DType I2 = DType.INT16;
  private static final DType I4 = DType.INT32;
  private static final DType I8 = DType.INT64;
  private static final DType F4 = DType.FLOAT32;
  private static final DType F8 = DType.FLOAT64;

  /** What {@code numpy.promote_types} gives. */
  private static final DType[][] TABLE = {
    {B, I1, I2, I4, I8, F4, F8},
    {I1, I1, I2, I4, I8, F4, F8},
    {I2, I2, I2, I4, I8, F4, F8},
    {I4, I4, I4, I4, I8, F8, F8},
    {I8, I8, I8, I8, I8, F8, F8},
    {F4, F4, F4, F8, F8, F4, F8},
    {F8, F8, F8, F8, F8, F8, F8},
  };

  @Test
  void typesPromoteAsNumpysDo() {
    for (int i = 0; i < TABLE.length; i++) {
      for (int j = 0; j < TABLE.length; j++) {
        DType a = TABLE[0][i];
        DType b = TABLE[0][j];
        assertThat(Promotion.promote(a, b)).as("%s and %s", a, b).isEqualTo(TABLE[i][j]);
      }
    }
  }

  @Test
  void numbersTakeTheTypeOfTheArrayBesideThem() {
    assertThat(Promotion.constant(127, I1).dtype()).isEqualTo(I1);
    assertThatThrownBy(() -> Promotion.constant(128, I1)).isInstanceOf(PlanException.class);
    assertThat(Promotion.constant(1, F4).dtype()).isEqualTo(F4);
    assertThat(Promotion.constant(1, B).dtype()).isEqualTo(I8);
    assertThat(Promotion.constant(0.5, F4).dtype()).isEqualTo(F4);
    assertThat(Promotion.constant(0.5, I2).dtype()).isEqualTo(F8);
  }
}
