package dev.quern.engine.kernel;

/** Decides which tier this process runs. */
final class KernelChoice {

  static final Kernels ACTIVE = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    throw new UnsupportedOperationException("the kernels' tiers are not built in yet");
  }
}
