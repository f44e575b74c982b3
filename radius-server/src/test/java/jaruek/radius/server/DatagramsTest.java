package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies that go to the kernel together arrive one by one. */
final class DatagramsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  private final AtomicInteger unsent = new AtomicInteger();
  private Channel channel;
  private Datagrams datagrams;

  @BeforeEach
  void bind() {
    channel =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
                })
            .bind(new InetSocketAddress(LOOPBACK, 0))
            .syncUninterruptibly()
            .channel();
    datagrams = new Datagrams(channel, unsent::addAndGet);
  }

  @AfterEach
  void close() {
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void onLoop(Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    channel
        .eventLoop()
        .execute(
            () -> {
              work.run();
              done.countDown();
            });
    done.await();
  }

  private static byte[] reply(int number, int length) {
    byte[] reply = new byte[length];
    Arrays.fill(reply, (byte) number);
    return reply;
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[5000], 5000);
    socket.setSoTimeout(10_000);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
  }

  @Test
  void repliesOfOneFlushArriveOneByOneInTheirOrder() throws Exception {
    SplittableRandom random = new SplittableRandom(6);
    try (DatagramSocket one = new DatagramSocket(0, LOOPBACK);
        DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
      List<byte[]> toOne = new ArrayList<>();
      List<byte[]> toOther = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        int length = random.nextInt(4) > 0 ? 20 : random.nextInt(20, 200);
        (i % 3 == 0 ? toOther : toOne).add(reply(i, length));
      }
      onLoop(
          () -> {
            for (int i = 0; i < 60; i++) {
              if (i < toOne.size()) datagrams.write(toOne.get(i), address(one));
              if (i < toOther.size()) datagrams.write(toOther.get(i), address(other));
            }
            datagrams.flush();
          });
      for (byte[] sent : toOne) assertArrayEquals(sent, receive(one));
      for (byte[] sent : toOther) assertArrayEquals(sent, receive(other));
      assertEquals(0, unsent.get());
    }
  }

  @Test
  void theLongestRepliesArriveToo() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      onLoop(
          () -> {
            for (int i = 0; i < 20; i++) datagrams.write(reply(i, 4096), address(socket));
            datagrams.flush();
          });
      for (int i = 0; i < 20; i++) assertArrayEquals(reply(i, 4096), receive(socket));
    }
  }

  @Test
  void whatCannotLeaveTogetherIsTriedOneByOneAndThenCounted() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      onLoop(
          () -> {
            for (int i = 0; i < 5; i++) {
              datagrams.write(reply(i, 20), new InetSocketAddress(LOOPBACK, 0)); // no such port
            }
            datagrams.flush();
          });
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (unsent.get() < 5 && System.nanoTime() < deadline) onLoop(() -> {});
      assertEquals(5, unsent.get());
      onLoop(
          () -> {
            for (int i = 0; i < 5; i++) datagrams.write(reply(i, 20), address(socket));
            datagrams.flush();
          });
      for (int i = 0; i < 5; i++) assertArrayEquals(reply(i, 20), receive(socket));
      assertEquals(5, unsent.get());
    }
  }
}
