package dev.quern.scheduler.lane;

/** A strand that does something for nobody. */
public final class Chore extends Strand {
  private final transient Runnable what;

  public Chore(Lanes lanes, Runnable what) {
    super(lanes, new Nobody(lanes));
    this.what = what;
  }

  @Override
  protected void work() {
    what.run();
  }
}
