package dev.quern.scheduler.spark;

/** What an address tells of a cluster. */
public final class MasterAddress {
  private MasterAddress() {}

  /** Whether its executors are on this machine, so that they can have this process's class path. */
  public static boolean isOnThisMachine(String master) {
    return master.startsWith("local")
        || master.startsWith("spark://127.")
        || master.startsWith("spark://localhost:");
  }
}
