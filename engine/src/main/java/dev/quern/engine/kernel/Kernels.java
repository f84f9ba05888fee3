package dev.quern.engine.kernel;

import java.util.Optional;

/**
 * The kernel families of one tier, scalar or SIMD.
 *
 * <p>{@link #active} is chosen once per process: SIMD where the JVM can do it, else the scalar
 * twins. {@code -Dquern.kernels=scalar} and {@code =simd} ask for one. Both tiers give the same
 * answers bit for bit, but for the functions of {@link MathFunction} that say otherwise.
 *
 * @param name {@code scalar} or {@code simd}, and the vector's width
 */
public record Kernels(
    String name,
    ArithmeticKernel arithmetic,
    MathKernel math,
    DecimalKernel decimal,
    CompareKernel compare,
    LogicKernel logic,
    SelectKernel select,
    CastKernel cast,
    HashKernel hash,
    ReduceKernel reduce,
    GroupKernel group,
    StringKernel string,
    DateKernel date,
    ScanKernel scan,
    GemmKernel gemm) {

  /** "No row": what a kernel returns when no row is at fault, or none was found. */
  public static final int NONE = -1;

  /**
   * The tier of this process.
   *
   * @throws ExceptionInInitializerError if {@code quern.kernels} asks for what cannot be had
   */
  public static Kernels active() {
    return KernelChoice.Active.KERNELS;
  }

  /** The scalar tier. */
  public static Kernels scalar() {
    return KernelChoice.SCALAR;
  }

  /** The vector tier, whatever the lane width, or nothing when its module is not loaded. */
  public static Optional<Kernels> simd() {
    return KernelChoice.simd();
  }
}
