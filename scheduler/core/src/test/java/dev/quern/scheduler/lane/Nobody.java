package dev.quern.scheduler.lane;

/** Work that is never stopped and does not expect trouble. */
public final class Nobody extends Work {
  public Nobody(Lanes lanes) {
    super(lanes);
  }

  @Override
  public boolean isStopped() {
    return false;
  }

  @Override
  public boolean cancel(String why) {
    return false;
  }

  @Override
  public void abandon(Throwable broken) {
    throw new AssertionError(broken);
  }
}
