package dev.quern.engine.kernel;

import dev.quern.engine.kernel.scalar.ScalarKernels;
import dev.quern.engine.kernel.simd.SimdKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * The decision which tier this process runs, and why. Nothing of the {@code simd} package is loaded
 * before it is known that the JVM has the module that it is written with.
 */
final class KernelChoice {

  static final Kernels SCALAR = ScalarKernels.create();

  private static final String PROPERTY = "quern.kernels";
  private static final String MODULE = "jdk.incubator.vector";
  private static final int LEAST_BITS = 256;
  private static final Logger LOG = System.getLogger(KernelChoice.class.getPackageName());

  private KernelChoice() {}

  /** Held apart, so that a test that asks for one tier does not start the other. */
  static final class Active {
    static final Kernels KERNELS = choose(System.getProperty(PROPERTY, "auto"));

    private Active() {}
  }

  /** The vector tier, held apart for the same reason. */
  private static final class Simd {
    static final Kernels KERNELS = SimdKernels.create();

    private Simd() {}
  }

  private static Kernels choose(String wish) {
    Optional<String> obstacle = obstacle();
    return switch (wish) {
      case "scalar" -> {
        LOG.log(Level.DEBUG, "scalar kernels, as -D{0}=scalar asks", PROPERTY);
        yield SCALAR;
      }
      case "simd" -> {
        if (obstacle.isPresent()) {
          throw new IllegalStateException(
              "-D" + PROPERTY + "=simd asks for vector kernels, but " + obstacle.get());
        }
        yield Simd.KERNELS;
      }
      case "auto" -> {
        if (obstacle.isPresent()) {
          LOG.log(Level.WARNING, "Quern runs its scalar kernels: {0}", obstacle.get());
          yield SCALAR;
        }
        yield wideEnough();
      }
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + wish + ": expected auto, scalar or simd");
    };
  }

  /** What keeps vector kernels from being used that the user can change, and how. */
  private static Optional<String> obstacle() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          "the module " + MODULE + " is not loaded; start java with --add-modules=" + MODULE);
    }
    String info = System.getProperty("java.vm.info", "");
    if (info.contains("interpreted") || info.contains("emulated-client")) {
      return Optional.of(
          "this JVM runs without its optimising compiler (" + info + "), which they depend on");
    }
    return Optional.empty();
  }

  /** Narrow vectors gain less than their long compilation costs; that is no user's fault. */
  private static Kernels wideEnough() {
    int bits = SimdKernels.vectorBits();
    if (bits < LEAST_BITS) {
      LOG.log(
          Level.DEBUG, "scalar kernels: vectors are {0} bits, and pay from {1}", bits, LEAST_BITS);
      return SCALAR;
    }
    LOG.log(Level.DEBUG, "vector kernels: {0}", Simd.KERNELS.name());
    return Simd.KERNELS;
  }

  /** The vector tier, where the module is there. */
  static Optional<Kernels> simd() {
    return ModuleLayer.boot().findModule(MODULE).isEmpty()
        ? Optional.empty()
        : Optional.of(Simd.KERNELS);
  }
}
