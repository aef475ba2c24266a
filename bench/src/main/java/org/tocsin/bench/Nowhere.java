package org.tocsin.bench;

import org.tocsin.replay.Output;

/** Takes and forgets. */
final class Nowhere implements Output {
    @Override
    public void take(String key, byte[] json) {}

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
